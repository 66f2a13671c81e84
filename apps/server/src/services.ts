import { type EnginePool } from '@sluice/runtime'
import { type Notifications, type Store } from '@sluice/store'
import { type Logger } from 'pino'
import { type Auth } from './auth/auth.ts'
import { type ServerConfig } from './config.ts'
import { type RunWatchers } from './features/runs/watchers.ts'
import { type Intake } from './intake/intake.ts'
import { type Metrics } from './metrics/metrics.ts'

/** What the features work with. */
export interface Services {
  readonly config: ServerConfig
  readonly store: Store
  readonly auth: Auth
  readonly notifications: Notifications
  readonly watchers: RunWatchers
  readonly intake: Intake
  readonly metrics: Metrics
  /** The address under which people reach us, for links in messages. */
  readonly origin: string
  /** Design-time work; loads no DuckDB in this process. */
  readonly pool: EnginePool
  readonly log: Logger
}
