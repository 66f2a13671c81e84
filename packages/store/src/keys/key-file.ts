import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from '../database/error.ts'
import { masterKey, type MasterKey } from './seal.ts'

/**
 * Where the master key comes from: a variable's value or a file, never the database. Keys are base64 of 32 bytes; while the
 * key is rotated there are several, the newest first, one a line (in a variable: separated by white space or commas).
 */
export interface KeySource {
  readonly value?: string
  readonly file?: string
}

/** The keys of a source, newest first; empty when there is no file yet. */
export function readKeys({ value, file }: KeySource): readonly MasterKey[] {
  if (value !== undefined && value !== '') return parse(value)
  if (file === undefined) throw new StoreError('master-key-missing', { file: '' })
  return existsSync(file) ? parse(readFileSync(file, 'utf8')) : []
}

function parse(text: string): readonly MasterKey[] {
  const keys = text.split(/[\s,]+/).filter((part) => part !== '').map((part) => Buffer.from(part, 'base64')) // prettier-ignore
  if (keys.length === 0 || keys.some((bytes) => bytes.length !== 32)) throw new StoreError('master-key-malformed')
  return keys.map(masterKey)
}

export const newKey = (): MasterKey => masterKey(randomBytes(32))

/** Writes keys beside the file, complete and on disk, readable for us alone. */
function writeDraft(file: string, keys: readonly MasterKey[]): string {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = openSync(draft, 'wx', 0o600)
  writeSync(handle, keys.map(({ bytes }) => `${bytes.toString('base64')}\n`).join(''))
  fsyncSync(handle)
  closeSync(handle)
  return draft
}

/** Makes the file with a first key. Linked into place, so that of two processes both use the first one's key. */
export function createKeyFile(file: string): void {
  const draft = writeDraft(file, [newKey()])
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    unlinkSync(draft)
  }
}

/** Replaces the keys of a file in one step: whoever reads it sees the ones before or the ones after. */
export function replaceKeys(file: string, keys: readonly MasterKey[]): void {
  renameSync(writeDraft(file, keys), file)
  if (process.platform === 'win32') return
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
