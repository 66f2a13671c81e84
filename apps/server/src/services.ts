import { type EnginePool } from '@sluice/runtime'
import { type Notifications, type Store } from '@sluice/store'
import { type Logger } from 'pino'
import { type Auth } from './auth/auth.ts'
import { type ServerConfig } from './config.ts'
import { type RunWatchers } from './features/runs/watchers.ts'
import { type Intake } from './intake/intake.ts'

/** What the features work with. */
export interface Services {
  readonly config: ServerConfig
  readonly store: Store
  readonly auth: Auth
  readonly notifications: Notifications
  readonly watchers: RunWatchers
  readonly intake: Intake
  /** Design-time work; loads no DuckDB in this process. */
  readonly pool: EnginePool
  readonly log: Logger
}
