import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Database } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { masterKey, seal, unseal, type MasterKey, type SealPlace } from './seal.ts'

/** Where the master key comes from: a variable's value (base64, 32 bytes) or a file. Never from the database. */
export interface KeySource {
  readonly value?: string
  readonly file?: string
}

const CHECK_TEXT = 'sluice'
const CHECK_PLACE: SealPlace = { workspace: 'instance', credential: 'key-check', field: 'value', version: 1 }

/**
 * The master key, checked against the database. The very first start makes the file; a database that was sealed with
 * another key is refused (`wrong-master-key`), and so is one whose key file is gone (`master-key-missing`).
 */
export async function loadMasterKey(db: Database, source: KeySource): Promise<MasterKey> {
  const checks = await db.keyCheck.findMany()
  const key = readKey(source, checks.length === 0)
  const check = checks.find(({ keyId }) => keyId === key.id)
  if (check !== undefined) {
    if (unseal(key, CHECK_PLACE, check.sealed) !== CHECK_TEXT) throw new StoreError('wrong-master-key')
    return key
  }
  if (checks.length > 0) throw new StoreError('wrong-master-key')
  await db.keyCheck.createMany({ data: [{ keyId: key.id, sealed: seal(key, CHECK_PLACE, CHECK_TEXT) }], skipDuplicates: true })
  return key
}

function readKey({ value, file }: KeySource, mayCreate: boolean): MasterKey {
  if (value !== undefined && value !== '') return parse(value)
  if (file === undefined) throw new StoreError('master-key-missing', { file: '' })
  if (!existsSync(file)) {
    if (!mayCreate) throw new StoreError('master-key-missing', { file })
    createKeyFile(file)
  }
  return parse(readFileSync(file, 'utf8'))
}

function parse(text: string): MasterKey {
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== 32) throw new StoreError('master-key-malformed')
  return masterKey(bytes)
}

/** Made complete under another name and linked into place, so that of two processes both use the first one's key. */
function createKeyFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  writeSync(handle, `${randomBytes(32).toString('base64')}\n`)
  fsyncSync(handle)
  closeSync(handle)
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    unlinkSync(draft)
  }
}
