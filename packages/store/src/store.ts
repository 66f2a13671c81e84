import { type Flow } from '@sluice/flow'
import { alertWork, type AlertWork } from './alerts/alert-work.ts'
import { type ArtifactFiles } from './artifact-files.ts'
import { USUAL_PATIENCE } from './database/answering.ts'
import { connect, type Database } from './database/connect.ts'
import { listen, type Notifications } from './database/notifications.ts'
import { ensureOwner, type Owner } from './first-run/owner.ts'
import { seedExamples, type SeedExamples } from './first-run/examples.ts'
import { type ExampleLanguage } from './first-run/example-texts.ts'
import { tellExamples } from './first-run/tell-examples.ts'
import { signInLink, type SignInLink } from './first-run/sign-in-link.ts'
import { type KeySource } from './keys/key-file.ts'
import { loadKeys, noKeys, type Keys } from './keys/keys.ts'
import { startScheduler, type RunningScheduler, type SchedulerOptions } from './scheduling/scheduler.ts'
import { runQueue, type RunQueue } from './queue/queue.ts'
import { type Deleted } from './retention/old-runs.ts'
import { keepNoLonger } from './retention/retention.ts'
import { alertStore } from './workspace/alerts.ts'
import { auditStore } from './workspace/audit.ts'
import { connectionStore } from './workspace/connections.ts'
import { flowStore } from './workspace/flows.ts'
import { scheduleStore } from './workspace/schedules.ts'
import { rejectedStore } from './workspace/rejected.ts'
import { readOperations } from './workspace/operations.ts'
import { runStore } from './workspace/runs.ts'
import { secretStore } from './workspace/secrets.ts'
import { settingsStore } from './workspace/settings.ts'
import { watermarkStore } from './workspace/watermarks.ts'
import { triggerStore } from './workspace/triggers.ts'
import { triggerWork, type TriggerWork } from './triggers/trigger-work.ts'
import { findBearer, tokenStore, type TokenBearer } from './workspace/tokens.ts'

const workspaceStores = (db: Database, keys: Pick<Keys, 'seal' | 'unseal'>, workspaceId: string, actor: string) => {
  const scope = { db, workspaceId, actor }
  const secrets = secretStore(scope, keys)
  const connections = connectionStore(scope, keys)
  return {
    id: workspaceId,
    secrets,
    connections,
    /** The secrets and connections that a flow names, as an engine process needs them: those and no others. */
    named: async (flow: Flow) => {
      const [secretsOf, connectionsOf] = await Promise.all([secrets.forFlow(flow), connections.forFlow(flow)])
      return { secrets: secretsOf, connections: connectionsOf }
    },
    flows: flowStore(scope),
    runs: runStore(scope),
    rejected: rejectedStore(scope),
    schedules: scheduleStore(scope),
    settings: settingsStore(scope),
    triggers: triggerStore(scope, keys),
    tokens: tokenStore(scope),
    alerts: alertStore(scope, keys),
    operations: () => readOperations(scope),
    audit: auditStore(scope),
    watermarks: watermarkStore(scope),
  }
}

/** Everything of one workspace. */
export type Workspace = ReturnType<typeof workspaceStores>

/** The database as the programs see it: everything that people make is reached through its workspace. */
export interface Store {
  /** `actor` is shown as who did it. */
  readonly inWorkspace: (id: string, actor: string) => Workspace
  readonly queue: RunQueue
  readonly alerts: AlertWork
  /** Deletes what workspaces keep no longer, with its files. */
  readonly keepNoLonger: (files: ArtifactFiles) => Promise<Deleted>
  readonly triggers: TriggerWork
  /** For the sign-in library only. */
  readonly database: Database
  /** The master keys; absent when the store was opened without one. */
  readonly keys: Keys | undefined
  readonly listen: () => Promise<Notifications>
  /** Fires schedules; any number of processes may. */
  readonly startScheduler: (notifications: Notifications, options?: SchedulerOptions) => RunningScheduler
  readonly ensureOwner: () => Promise<Owner>
  readonly signInLink: (origin: string) => Promise<SignInLink>
  readonly seedExamples: (workspaceId: string, options: SeedExamples) => Promise<void>
  /** Tells the examples in the language of whoever signs in first; does nothing ever after. */
  readonly tellExamples: (workspaceId: string, language: ExampleLanguage) => Promise<void>
  /** Who an API token speaks for; undefined when it is no good. */
  readonly bearer: (token: string) => Promise<TokenBearer | undefined>
  /** Throws when the database does not answer. */
  readonly ping: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface OpenStore {
  /** Needed for secrets; without it they can neither be written nor read. */
  readonly key?: KeySource
  readonly connections?: number
  /** How long a statement may take; absent: as long as the longest clean-up. In milliseconds. */
  readonly answerMs?: number
}

/** Opens the store on a migrated database. Refuses a wrong master key. */
export async function openStore(databaseUrl: string, options: OpenStore = {}): Promise<Store> {
  const patience = { ...USUAL_PATIENCE, ...(options.answerMs === undefined ? {} : { answerMs: options.answerMs }) }
  const db = connect(databaseUrl, options.connections, patience)
  const keys = options.key === undefined ? undefined : await loadKeys(db, options.key)
  const triggers = triggerWork(databaseUrl, db, keys ?? noKeys, patience)
  return {
    inWorkspace: (id, actor) => workspaceStores(db, keys ?? noKeys, id, actor),
    queue: runQueue(db),
    alerts: alertWork(db, keys ?? noKeys),
    keepNoLonger: (files) => keepNoLonger(db, files),
    triggers,
    database: db,
    keys,
    listen: () => listen(databaseUrl),
    startScheduler: (notifications, options) => startScheduler(db, notifications, options),
    ensureOwner: () => ensureOwner(db),
    signInLink: (origin) => signInLink(db, origin),
    seedExamples: (workspaceId, seed) => seedExamples(db, workspaceId, seed),
    tellExamples: (workspaceId, language) => tellExamples(db, workspaceId, language),
    bearer: (token) => findBearer(db, token),
    ping: async () => {
      await db.$queryRaw`SELECT 1`
    },
    close: async () => {
      await Promise.all([db.$disconnect(), triggers.close()])
    },
  }
}
