/** The languages the texts exist in. */
export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

/** Texts by key, nested as i18next reads them. */
export interface Texts {
  readonly [key: string]: string | Texts
}

/** The text or the texts at a key; undefined when there is nothing. */
export function textsAt(texts: string | Texts | undefined, path: readonly string[]): string | Texts | undefined {
  let at = texts
  for (const key of path) at = typeof at === 'object' && Object.hasOwn(at, key) ? at[key] : undefined
  return at
}

/** The texts below a key; none when there is nothing. */
export const textsBelow = (texts: Texts, ...path: readonly string[]): Texts => {
  const found = textsAt(texts, path)
  return typeof found === 'object' ? found : {}
}
