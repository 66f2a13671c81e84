import { createHash } from 'node:crypto'

/** Milliseconds by which the run of a due time starts later: less than `seconds`, and always the same for one schedule and due time. */
export function jitterOf(scheduleId: string, due: number, seconds: number): number {
  if (seconds === 0) return 0
  const hash = createHash('sha256').update(`${scheduleId} ${due}`).digest()
  return Math.floor((hash.readUInt32BE(0) / 2 ** 32) * seconds * 1_000)
}
