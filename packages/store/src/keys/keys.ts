import { type Database, type Transaction } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { createKeyFile, readKeys, type KeySource } from './key-file.ts'
import { keyId, seal, unseal, type MasterKey, type SealPlace } from './seal.ts'

/** The master keys of a process. */
export interface Keys {
  /** The key that was current when the process started. */
  readonly first: MasterKey
  /** Seals with the key that is current now. Part of a transaction: a rotation waits for it, and it for a rotation's beginning. */
  readonly seal: (tx: Transaction, place: SealPlace, text: string) => Promise<string>
  /** Opens what any known key has sealed; one that is not known is looked up in the file again. */
  readonly unseal: (place: SealPlace, sealed: string) => string
}

const CHECK_TEXT = 'sluice'
const CHECK_PLACE: SealPlace = { workspace: 'instance', credential: 'key-check', field: 'value', version: 1 }

/** A known text sealed with a key, by which the key is recognised at the next start. */
export const sealCheck = (key: MasterKey) => ({ keyId: key.id, sealed: seal(key, CHECK_PLACE, CHECK_TEXT) })

/** The ids of the keys that the database was sealed with, the current one first. */
export const keysOfDatabase = (tx: Transaction) => tx.keyCheck.findMany({ orderBy: [{ createdAt: 'desc' }, { keyId: 'asc' }] })

/**
 * The master keys, checked against the database. The very first start makes the file; a database that was sealed with
 * another key is refused (`wrong-master-key`), and so is one whose key file is gone (`master-key-missing`).
 */
export async function loadKeys(db: Database, source: KeySource): Promise<Keys> {
  const checks = await keysOfDatabase(db)
  const known = await firstKeys(db, source, checks.length === 0)
  const current = checks[0]?.keyId
  for (const { keyId: id, sealed } of checks) {
    const key = known.find((candidate) => candidate.id === id)
    if (key === undefined || unseal(key, CHECK_PLACE, sealed) !== CHECK_TEXT) throw new StoreError('wrong-master-key')
  }
  const first = known.find(({ id }) => id === current) ?? known[0]
  if (first === undefined) throw new StoreError('master-key-missing', { file: source.file ?? '' })
  return openKeys(source, known, first)
}

async function firstKeys(db: Database, source: KeySource, mayCreate: boolean): Promise<readonly MasterKey[]> {
  if (mayCreate && source.file !== undefined && readKeys(source).length === 0) createKeyFile(source.file)
  const keys = readKeys(source)
  if (keys[0] === undefined) throw new StoreError('master-key-missing', { file: source.file ?? '' })
  if (mayCreate) await db.keyCheck.createMany({ data: [sealCheck(keys[0])], skipDuplicates: true })
  return keys
}

function openKeys(source: KeySource, start: readonly MasterKey[], first: MasterKey): Keys {
  const known = new Map(start.map((key) => [key.id, key]))
  const find = (id: string): MasterKey | undefined => {
    // A rotation has begun since this process read the file.
    if (!known.has(id)) for (const key of readKeys(source)) known.set(key.id, key)
    return known.get(id)
  }
  return {
    first,
    seal: async (tx, place, text) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended('sluice:master-key', 0))`
      const [current] = await keysOfDatabase(tx)
      const key = current === undefined ? first : find(current.keyId)
      if (key === undefined) throw new StoreError('wrong-master-key')
      return seal(key, place, text)
    },
    unseal: (place, sealed) => {
      const key = find(keyId(sealed))
      if (key === undefined) throw new StoreError('secret-unreadable', { name: place.credential })
      return unseal(key, place, sealed)
    },
  }
}

const missing = (): never => {
  throw new StoreError('master-key-missing', { file: '' })
}

/** For a store that was opened without a key: secrets can neither be written nor read. */
export const noKeys: Pick<Keys, 'seal' | 'unseal'> = {
  seal: async () => Promise.reject(new StoreError('master-key-missing', { file: '' })),
  unseal: missing,
}
