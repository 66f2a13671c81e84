/** What has been asked before; making a format for a zone takes a tenth of a millisecond. */
const known = new Map<string, boolean>()
const MOST_KNOWN = 1_000

/** Whether a zone is one of the IANA data base that JavaScript knows; offsets are none. */
export function isZone(zone: string): boolean {
  const found = known.get(zone)
  if (found !== undefined) return found
  const answer = /^[A-Za-z]/.test(zone) && hasFormat(zone)
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(zone, answer)
  return answer
}

function hasFormat(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
