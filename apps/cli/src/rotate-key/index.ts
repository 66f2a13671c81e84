import { rotateKey, StoreError } from '@sluice/store'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { PostgresError } from '../postgres/error.ts'
import { withDatabase } from '../postgres/with-database.ts'
import { readRunning } from '../start/data-folder.ts'
import { StartError } from '../start/error.ts'
import { findPrograms } from '../start/programs.ts'
import { isTextCode, text } from '../texts/text.ts'
import { UsageError } from '../usage-error.ts'

/** `sluice rotate-key`: a new master key in place of the present one, also while servers and workers run. Gives the exit code. */
export async function rotateMasterKey(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { data, databaseUrl, key } = readOptions(args, env)
  try {
    const url = databaseUrl ?? readRunning(data)?.databaseUrl
    // Without a key there is nothing to rotate, and no database is made for it.
    if (key.value === undefined && !existsSync(key.file)) throw new StoreError('master-key-missing', { file: key.file })
    const done = await withDatabase(url, data, (reached) => rotateKey(reached, key, userInfo().username))
    process.stdout.write(`${text('rotated', { id: done.keyId, rows: done.rows })}\n`)
    process.stdout.write(`${done.removeOldKey ? text('rotated-remove-old') : text('rotated-keep-copy', { file: key.file })}\n`)
    return 0
  } catch (error) {
    const known = error instanceof StartError || error instanceof PostgresError || error instanceof StoreError
    if (!known || !isTextCode(error.code)) throw error
    process.stderr.write(`${text(error.code, { file: key.file, ...error.params })}\n`)
    return 1
  }
}

function readOptions(args: readonly string[], env: NodeJS.ProcessEnv) {
  const values = parse(args)
  const data = resolve(values.data ?? env['SLUICE_DATA'] ?? join(findPrograms().root, '.sluice'))
  const databaseUrl = values['database-url'] ?? env['DATABASE_URL']
  const value = env['SLUICE_KEY']
  return {
    data,
    databaseUrl: databaseUrl === '' ? undefined : databaseUrl,
    key: { file: resolve(env['SLUICE_KEY_FILE'] ?? join(data, 'master.key')), ...(value === undefined ? {} : { value }) },
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { data: { type: 'string' }, 'database-url': { type: 'string' } } }).values
  } catch (error) {
    throw new UsageError('rotate-bad-option', { reason: error instanceof Error ? error.message : String(error) })
  }
}
