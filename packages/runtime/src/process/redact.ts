const HIDDEN = '•••'

/** Shorter values would blank out ordinary text. */
const SHORTEST = 4

/** Makes a function that replaces every secret value in all texts of a plain value, keys included. */
export function redactor(secrets: readonly string[]): <T>(value: T) => T {
  const values = [...new Set(secrets.flatMap((s) => [s, encodeURIComponent(s), Buffer.from(s).toString('base64')]))]
    .filter((s) => s.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
  if (values.length === 0) return (value) => value
  const clean = (text: string): string => values.reduce((t, secret) => t.replaceAll(secret, HIDDEN), text)
  return (value) => redact(value, clean)
}

/** Boundary: the shape is kept, only texts change. */
function redact<T>(value: T, clean: (text: string) => string): T {
  const walk = (v: unknown): unknown => {
    if (typeof v === 'string') return clean(v)
    if (Array.isArray(v)) return v.map(walk)
    if (v !== null && typeof v === 'object') return Object.fromEntries(Object.entries(v).map(([k, x]) => [clean(k), walk(x)]))
    return v
  }
  return walk(value) as T
}
