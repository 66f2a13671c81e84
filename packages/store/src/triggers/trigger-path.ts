/** The path of a pattern without the names of its places: two patterns of one shape would take each other's requests. */
export const pathShape = (path: string): string => path.replaceAll(/:[^/]+/g, ':')

/** What a webhook or endpoint answers to; other triggers have no address. */
export function addressParts(config: { kind: string; path?: string; method?: string }): { method: string | null; path: string | null } {
  if (config.kind !== 'webhook' && config.kind !== 'endpoint') return { method: null, path: null }
  return { method: config.method ?? 'POST', path: config.path ?? null }
}
