import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { rowsOf } from './database.ts'

/** Lets the PostgreSQL of the test run, which has to be on this machine, keep tables in a folder; they have to be gone before it is disposed. */
export async function tablespaceIn(parent: string): Promise<AsyncDisposable & { readonly name: string }> {
  const server = process.env['TEST_DATABASE_URL'] ?? ''
  const name = `test_${randomBytes(6).toString('hex')}`
  const [[data] = []] = await rowsOf(server, 'SHOW data_directory')
  const { uid, gid } = statSync(String(data))
  const folder = join(parent, name)
  mkdirSync(folder)
  chownSync(folder, uid, gid)
  await rowsOf(server, `CREATE TABLESPACE ${name} LOCATION '${folder}'`)
  const drop = async (): Promise<void> => {
    await rowsOf(server, `DROP TABLESPACE ${name}`)
  }
  return { name, [Symbol.asyncDispose]: drop }
}
