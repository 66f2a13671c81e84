import { type ConnectionDto } from '@sluice/contract'
import { connectionsOf, enabledNodes, type Flow, type Problem } from '@sluice/flow'
import { Prisma, type Connection } from '@sluice/prisma'
import { StoreError, notFound } from '../database/error.ts'
import { type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { type Keys } from '../keys/keys.ts'
import { recordAudit } from './audit.ts'
import { configOf, connectionPlace, sealedOf, toConnection, type ConnectionConfig } from './connection-rows.ts'
import { changedDestination, type Given } from './destination.ts'
import { inTransaction, type Scope } from './scope.ts'
import { usesOf } from './uses.ts'

/** A connection as a run gets it: settings in the clear and its own secrets, never those of another. */
export interface ConnectionAccess {
  readonly type: string
  readonly config: ConnectionConfig
  readonly secrets: Readonly<Record<string, string>>
}

/** Settings that a person gave. Secrets that are absent stay as they are, null takes one away. */
export interface ConnectionSettings {
  readonly config: ConnectionConfig
  readonly secrets: Given
}

/** The connections of a workspace. What is secret in them is write-only towards people; a run gets those its flow names. */
export const connectionStore = (scope: Scope, keys: Pick<Keys, 'seal' | 'unseal'>) => {
  const { db, workspaceId, actor } = scope

  const find = async (name: string, tx: Transaction = db): Promise<Connection> => {
    const row = await tx.connection.findFirst({ where: { workspaceId, name } })
    if (row === null) throw notFound('connection')
    return row
  }

  const secretsOf = (row: Connection): Record<string, string> =>
    Object.fromEntries(Object.entries(sealedOf(row)).map(([field, sealed]) => [field, keys.unseal(connectionPlace(row, field), sealed)]))

  const accessOf = (row: Connection): ConnectionAccess => ({ type: row.type, config: configOf(row), secrets: secretsOf(row) })

  const read = async (name: string): Promise<ConnectionDto> => {
    const [row, uses] = await Promise.all([find(name), usesOf('connection', scope)])
    return toConnection(row, uses.get(name) ?? [])
  }

  /** The saved settings with the given ones over them; refused where a kept secret would go to another destination. */
  const merged = (row: Connection, given: ConnectionSettings, destination: readonly string[]): ConnectionAccess => {
    const saved = secretsOf(row)
    const kept = Object.keys(saved).filter((field) => given.secrets[field] === undefined)
    const changed = changedDestination(configOf(row), given.config, destination)
    if (kept.length > 0 && changed.length > 0)
      throw new StoreError('connection-destination-changed', { name: row.name, fields: changed.join(', '), secrets: kept.join(', ') })
    const all = Object.entries({ ...saved, ...given.secrets })
    return { type: row.type, config: given.config, secrets: Object.fromEntries(all.flatMap(([f, s]) => (typeof s === 'string' ? [[f, s]] : []))) } // prettier-ignore
  }

  const sealAll = async (
    tx: Transaction,
    row: Pick<Connection, 'id' | 'workspaceId' | 'version'>,
    secrets: ConnectionAccess['secrets'],
  ) => {
    const sealed: Record<string, string> = {}
    for (const [field, value] of Object.entries(secrets)) sealed[field] = await keys.seal(tx, connectionPlace(row, field), value)
    return toJson(sealed)
  }

  return {
    read,

    list: async (): Promise<ConnectionDto[]> => {
      const rows = await db.connection.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } })
      const uses = rows.length === 0 ? new Map<string, ConnectionDto['usedBy']>() : await usesOf('connection', scope)
      return rows.map((row) => toConnection(row, uses.get(row.name) ?? []))
    },

    /** The type of each connection by its name. */
    types: async (): Promise<ReadonlyMap<string, string>> =>
      new Map((await db.connection.findMany({ where: { workspaceId }, select: { name: true, type: true } })).map((c) => [c.name, c.type])),

    create: async (name: string, type: string, { config, secrets }: ConnectionSettings): Promise<ConnectionDto> => {
      await inTransaction(db, async (tx) => {
        const row = { id: crypto.randomUUID(), workspaceId, version: 1 }
        const given = Object.fromEntries(Object.entries(secrets).flatMap(([f, s]) => (typeof s === 'string' ? [[f, s]] : [])))
        const data = { ...row, name, type, config: toJson(config), sealed: await sealAll(tx, row, given), updatedBy: actor }
        const { count } = await tx.connection.createMany({ data: [data], skipDuplicates: true })
        if (count === 0) throw new StoreError('connection-exists', { name })
        await recordAudit(tx, scope, 'connection.create', name, { type })
      })
      return read(name)
    },

    /** Replaces settings. `destination` names those that say where secrets go: with another one, every secret is needed again. */
    update: async (
      name: string,
      given: ConnectionSettings & { readonly version: number },
      destination: readonly string[],
    ): Promise<ConnectionDto> => {
      await inTransaction(db, async (tx) => {
        await tx.$executeRaw`SELECT 1 FROM connection WHERE workspace_id = ${workspaceId}::uuid AND name = ${name} FOR UPDATE`
        const row = await find(name, tx)
        if (row.version !== given.version) throw new StoreError('stale-connection', { name, who: row.updatedBy })
        const { config, secrets } = merged(row, given, destination)
        const next = { ...row, version: row.version + 1 }
        const data = { config: toJson(config), version: next.version, sealed: await sealAll(tx, next, secrets), updatedBy: actor }
        const untested = { testedAt: null, testProblem: Prisma.DbNull }
        await tx.connection.update({ where: { id: row.id }, data: { ...data, ...untested, updatedAt: new Date() } })
        const written = Object.entries(given.secrets).map(([field]) => field)
        await recordAudit(tx, scope, 'connection.change', name, { type: row.type, secrets: written.join(' ') })
      })
      return read(name)
    },

    /** Refused while flows name it (`connection-in-use`), unless forced. */
    remove: (name: string, force: boolean): Promise<void> =>
      inTransaction(db, async (tx) => {
        await find(name, tx)
        const usedBy = (await usesOf('connection', { ...scope, db: tx })).get(name) ?? []
        const flows = usedBy.map(({ flowName }) => flowName).join(', ')
        if (usedBy.length > 0 && !force) throw new StoreError('connection-in-use', { name, flows })
        const { count } = await tx.connection.deleteMany({ where: { workspaceId, name } })
        if (count === 0) throw notFound('connection')
        await recordAudit(tx, scope, 'connection.delete', name, { flows })
      }),

    /** What a test of the saved settings needs, with the version that it is a test of. */
    access: async (name: string): Promise<ConnectionAccess & { readonly version: number }> => {
      const row = await find(name)
      return { ...accessOf(row), version: row.version }
    },

    /** What a test of settings that are not saved needs: they are taken over those of the connection named. */
    draftAccess: async (name: string, given: ConnectionSettings, destination: readonly string[]): Promise<ConnectionAccess> =>
      merged(await find(name), given, destination),

    /** Keeps the result of a test, unless the settings have changed meanwhile. */
    tested: (name: string, version: number, at: Date, problem: Problem | null): Promise<void> =>
      inTransaction(db, async (tx) => {
        const testProblem = problem === null ? Prisma.DbNull : toJson(problem)
        const { count } = await tx.connection.updateMany({ where: { workspaceId, name, version }, data: { testedAt: at, testProblem } })
        if (count > 0) await recordAudit(tx, scope, 'connection.test', name, { problem: problem?.code ?? '' })
      }),

    /** The connections that the nodes which run name; those that don't exist are absent. */
    forFlow: async (flow: Flow): Promise<Record<string, ConnectionAccess>> => {
      const names = connectionsOf({ ...flow, nodes: [...enabledNodes(flow)] })
      if (names.length === 0) return {}
      const rows = await db.connection.findMany({ where: { workspaceId, name: { in: [...names] } } })
      return Object.fromEntries(rows.map((row) => [row.name, accessOf(row)]))
    },
  }
}
