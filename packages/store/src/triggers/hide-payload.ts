/** Longest text of a payload that is shown. */
const SHOWN = 4_000
const HIDDEN = '•••'

/** Keys whose texts are hidden: what is called so is a secret more often than not. */
const SECRET =
  /("[^"\\]*(?:password|passwd|secret|token|authorization|api[-_]?key|cookie|signature|credential)[^"\\]*"\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)/gi

/** The beginning of a payload's JSON text with the values of secret-looking keys hidden. */
export function hidePayload(payload: string): string {
  const hidden = payload.replaceAll(SECRET, `$1"${HIDDEN}"`)
  return hidden.length > SHOWN ? `${hidden.slice(0, SHOWN)}…` : hidden
}
