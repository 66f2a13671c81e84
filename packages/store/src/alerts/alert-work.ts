import { type Problem } from '@sluice/flow'
import { type Database } from '../database/connect.ts'
import { type Keys } from '../keys/keys.ts'
import { type JobData } from '../jobs/queues.ts'
import { judgeByClock } from './by-clock.ts'
import { judgeEnded, type JudgedRun } from './ended-runs.ts'
import { readNotice, writeTold, type Notice } from './notices.ts'

/** What servers do about alerts, for all workspaces; any number of them may. */
export interface AlertWork {
  /** Judges some of the runs that have ended; call it again until it gives none. */
  readonly judgeEnded: () => Promise<JudgedRun[]>
  readonly judgeByClock: () => Promise<void>
  /** Alerts of all workspaces that have not recovered. */
  readonly countOpen: () => Promise<number>
  readonly readNotice: (notice: JobData['notice']) => Promise<Notice | undefined>
  readonly writeTold: (notice: JobData['notice'], problem: Problem | undefined) => Promise<void>
}

export const alertWork = (db: Database, keys: Pick<Keys, 'unseal'>): AlertWork => ({
  judgeEnded: () => judgeEnded(db),
  judgeByClock: () => judgeByClock(db),
  countOpen: () => db.alert.count({ where: { state: 'open' } }),
  readNotice: (notice) => readNotice(db, keys, notice),
  writeTold: (notice, problem) => writeTold(db, notice, problem),
})
