import { Prisma } from '@sluice/prisma'
import { type Database, type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { connectionPlace, sealedOf } from '../workspace/connection-rows.ts'
import { inTransaction } from '../workspace/scope.ts'
import { secretPlace } from '../workspace/secrets.ts'
import { type Keys } from './keys.ts'
import { keyId, seal, type MasterKey, type SealPlace } from './seal.ts'

/** Rows sealed anew in one transaction: short, so that nobody who writes one of them waits for long. */
const BATCH = 100

/** Turns a sealed text into one of the new key. */
type Turn = (place: SealPlace, sealed: string) => string

/** Seals some rows of one table anew that other keys have sealed; gives how many there were. */
type Batch = (tx: Transaction, newest: string, turn: Turn) => Promise<number>

interface OneSealed {
  readonly id: string
  readonly workspace_id: string
  readonly version: number
  readonly sealed: string
}

const ofKey = (newest: string): string => `v1.${newest}.%`

const secrets: Batch = async (tx, newest, turn) => {
  const rows = await tx.$queryRaw<{ workspace_id: string; name: string; version: number; sealed: string }[]>`
    SELECT workspace_id, name, version, sealed FROM secret WHERE sealed NOT LIKE ${ofKey(newest)} ORDER BY workspace_id, name LIMIT ${BATCH} FOR UPDATE`
  for (const { workspace_id: workspaceId, name, version, sealed } of rows) {
    const data = { sealed: turn(secretPlace(workspaceId, name, version), sealed) }
    await tx.secret.update({ where: { workspaceId_name: { workspaceId, name } }, data })
  }
  return rows.length
}

const connections: Batch = async (tx, newest, turn) => {
  const ids = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM connection WHERE EXISTS (SELECT 1 FROM json_each_text(sealed) s WHERE s.value NOT LIKE ${ofKey(newest)})
    ORDER BY id LIMIT ${BATCH} FOR UPDATE`
  for (const row of await tx.connection.findMany({ where: { id: { in: ids.map(({ id }) => id) } } })) {
    const sealed = Object.entries(sealedOf(row)).map(([field, text]) => [field, turn(connectionPlace(row, field), text)] as const)
    await tx.connection.update({
      where: { id: row.id, workspaceId: row.workspaceId },
      data: { sealed: toJson(Object.fromEntries(sealed)) },
    })
  }
  return ids.length
}

type Owner = 'trigger' | 'alert-rule'

/** What the secret of a trigger or alert rule is bound to. */
const ownerPlace = (owner: Owner, { id, workspace_id: workspace, version }: OneSealed): SealPlace => ({
  workspace,
  credential: `${owner}:${id}`,
  field: 'secret',
  version,
})

/** Tables whose rows hold one secret of their own. */
const owners =
  (owner: Owner): Batch =>
  async (tx, newest, turn) => {
    const table = Prisma.raw(owner === 'trigger' ? 'trigger' : 'alert_rule')
    const rows = await tx.$queryRaw<OneSealed[]>`
      SELECT id, workspace_id, version, sealed FROM ${table} WHERE sealed NOT LIKE ${ofKey(newest)} ORDER BY id LIMIT ${BATCH} FOR UPDATE`
    for (const row of rows)
      await tx.$executeRaw`UPDATE ${table} SET sealed = ${turn(ownerPlace(owner, row), row.sealed)} WHERE id = ${row.id}::uuid`
    return rows.length
  }

/** Every table that holds sealed texts. */
const TABLES: readonly Batch[] = [secrets, connections, owners('trigger'), owners('alert-rule')]

/** Seals everything with the newest key, in small transactions while others read and write. Gives how many rows were sealed anew. */
export async function resealAll(db: Database, keys: Pick<Keys, 'unseal'>, newest: MasterKey): Promise<number> {
  const turn: Turn = (place, sealed) => (keyId(sealed) === newest.id ? sealed : seal(newest, place, keys.unseal(place, sealed)))
  let done = 0
  for (const batch of TABLES) {
    for (let rows = BATCH; rows === BATCH; done += rows) rows = await inTransaction(db, (tx) => batch(tx, newest.id, turn))
  }
  return done
}
