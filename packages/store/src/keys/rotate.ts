import pg from 'pg'
import { connect, type Database, type Transaction } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { recordAudit } from '../workspace/audit.ts'
import { inTransaction } from '../workspace/scope.ts'
import { newKey, readKeys, replaceKeys, type KeySource } from './key-file.ts'
import { keysOfDatabase, loadKeys, sealCheck } from './keys.ts'
import { resealAll } from './reseal.ts'
import { type MasterKey } from './seal.ts'

/** What a rotation has done. */
export interface Rotation {
  readonly keyId: string
  /** Rows that were sealed anew; after a rotation that was interrupted, those that were left. */
  readonly rows: number
  /** The old key is still given by a variable, which only a person can change. */
  readonly removeOldKey: boolean
}

/**
 * Replaces the master key while servers and workers run. In this order, so that a crash at any point leaves a database that
 * every process can read, and another call goes on from there:
 * 1. the new key is in the file beside the old one; 2. the database names it as the current one, from which moment nobody seals
 * with the old one; 3. everything sealed with the old one is sealed anew; 4. the database forgets the old key; 5. so does the file.
 * Where the key comes from a variable, it must hold the new and the old key in every process before: `key-variable-holds-one`.
 */
export async function rotateKey(databaseUrl: string, source: KeySource, actor: string): Promise<Rotation> {
  const db = connect(databaseUrl, 2)
  try {
    await loadKeys(db, source)
    return await alone(databaseUrl, () => rotate(db, source, actor))
  } finally {
    await db.$disconnect()
  }
}

async function rotate(db: Database, source: KeySource, actor: string): Promise<Rotation> {
  const newest = await newestKey(db, source)
  await inTransaction(db, (tx) => makeCurrent(tx, newest))
  const keys = await loadKeys(db, source)
  const rows = await resealAll(db, keys, newest)
  await inTransaction(db, (tx) => retireOthers(tx, newest, actor, rows))
  const fromFile = source.value === undefined || source.value === ''
  if (fromFile && source.file !== undefined) replaceKeys(source.file, [newest])
  return { keyId: newest.id, rows, removeOldKey: !fromFile }
}

/** The key to change to: of a rotation that was interrupted or prepared by hand, the one that is there already. */
async function newestKey(db: Database, source: KeySource): Promise<MasterKey> {
  const [current, ...older] = await keysOfDatabase(db)
  const [first, ...rest] = readKeys(source)
  if (first === undefined) throw new StoreError('master-key-missing', { file: source.file ?? '' })
  if (first.id !== current?.keyId || older.length > 0) return first
  if (source.value !== undefined && source.value !== '') throw new StoreError('key-variable-holds-one')
  const made = newKey()
  if (source.file !== undefined) replaceKeys(source.file, [made, first, ...rest])
  return made
}

/** From the commit of this on, everybody seals with the key; whoever is sealing with another one is waited for. */
async function makeCurrent(tx: Transaction, key: MasterKey): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sluice:master-key', 0))`
  const [current] = await keysOfDatabase(tx)
  if (current?.keyId === key.id) return
  // Later than the one before, whatever the clock says.
  const createdAt = new Date(Math.max(Date.now(), (current?.createdAt.getTime() ?? 0) + 1))
  const check = sealCheck(key)
  await tx.keyCheck.upsert({ where: { keyId: key.id }, create: { ...check, createdAt }, update: { createdAt } })
}

async function retireOthers(tx: Transaction, key: MasterKey, who: string, rows: number): Promise<void> {
  await tx.keyCheck.deleteMany({ where: { keyId: { not: key.id } } })
  const workspaces = await tx.workspace.findMany({ select: { id: true }, orderBy: { id: 'asc' } })
  for (const { id } of workspaces) await recordAudit(tx, { workspaceId: id, actor: who }, 'key.rotate', key.id, { rows })
}

/** Two rotations at once would make two keys: the second waits for the first, on a connection that ends with the process. */
async function alone<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query("SELECT pg_advisory_lock(hashtextextended('sluice:key-rotation', 0))")
    return await work()
  } finally {
    await client.end()
  }
}
