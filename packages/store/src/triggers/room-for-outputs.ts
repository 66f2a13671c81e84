import { type Database } from '../database/connect.ts'
import { needRoom } from '../workspace/outputs-room.ts'

/** How long an answer counts: many small runs a second would otherwise add up the same files again and again. */
const KEPT_MS = 1_000

/** What refuses another run (`outputs-full`) while the outputs of its workspace take all the room they may. */
export function roomForOutputs(db: Database): (workspaceId: string) => Promise<void> {
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<void> }>()
  return (workspaceId) => {
    const now = performance.now()
    const known = kept.get(workspaceId)
    if (known !== undefined && known.until > now) return known.answer
    const answer = needRoom(db, workspaceId)
    kept.set(workspaceId, { until: now + KEPT_MS, answer })
    return answer
  }
}
