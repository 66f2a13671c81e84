const STARS = '***'

/** A text for people and logs: every secret in it, plain or encoded for an address, is replaced by stars. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) {
    if (secret === '') continue
    const inQuery = new URLSearchParams([['', secret]]).toString().slice(1)
    for (const form of [secret, encodeURIComponent(secret), inQuery]) clean = clean.replaceAll(form, STARS)
  }
  return clean
}
