import { backUp, restore, StoreError, type BackupManifest } from '@sluice/store'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PostgresError } from '../postgres/error.ts'
import { withDatabase } from '../postgres/with-database.ts'
import { prepareDataFolder, readRunning } from '../start/data-folder.ts'
import { StartError } from '../start/error.ts'
import { findPrograms } from '../start/programs.ts'
import { isTextCode, text } from '../texts/text.ts'
import { UsageError } from '../usage-error.ts'

interface Options {
  readonly folder: string
  readonly data: string
  readonly databaseUrl?: string
  readonly keyFile: string
  readonly withKey: boolean
}

/** `sluice backup FOLDER`: copies the whole instance, also while it runs. Gives the exit code. */
export const backup = (args: readonly string[]): Promise<number> =>
  answering(async () => {
    const options = readOptions('backup', args)
    const running = readRunning(options.data)
    const url = options.databaseUrl ?? running?.databaseUrl
    const manifest = await withDatabase(url, options.data, (databaseUrl) =>
      backUp({ databaseUrl, data: options.data, out: options.folder, ...(options.withKey ? { keyFile: options.keyFile } : {}) }),
    )
    say(text('backup-made', { folder: options.folder, ...size(manifest) }))
    if (!options.withKey) say(text('backup-without-key', { file: options.keyFile }))
  })

/** `sluice restore FOLDER`: makes an instance again from a backup, into an empty database and data folder. Gives the exit code. */
export const restoreBackup = (args: readonly string[]): Promise<number> =>
  answering(async () => {
    const options = readOptions('restore', args)
    const running = readRunning(options.data)
    if (running !== undefined) throw new StartError('restore-while-running', { address: running.address })
    prepareDataFolder(options.data)
    const manifest = await withDatabase(options.databaseUrl, options.data, (databaseUrl) =>
      restore({ folder: options.folder, databaseUrl, data: options.data, keyFile: options.keyFile }),
    )
    say(text('restore-done', { folder: options.data, madeAt: manifest.madeAt, ...size(manifest) }))
  })

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const size = ({ tables, files }: BackupManifest): { rows: number; files: number; megabytes: string } => ({
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  files: files.length,
  megabytes: (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000).toFixed(1),
})

type Command = 'backup' | 'restore'

function readOptions(command: Command, args: readonly string[]): Options {
  const { values, positionals } = parse(command, args)
  const [folder, ...more] = positionals
  if (folder === undefined || more.length > 0) throw new UsageError('backup-folder-needed', { command })
  const data = resolve(values.data ?? process.env['SLUICE_DATA'] ?? join(findPrograms().root, '.sluice'))
  const databaseUrl = values['database-url'] ?? process.env['DATABASE_URL']
  return {
    folder: resolve(folder),
    data,
    ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
    keyFile: process.env['SLUICE_KEY_FILE'] ?? join(data, 'master.key'),
    withKey: values['with-key'] === true,
  }
}

function parse(command: Command, args: readonly string[]) {
  const options = { data: { type: 'string' }, 'database-url': { type: 'string' }, 'with-key': { type: 'boolean' } } as const
  try {
    const parsed = parseArgs({ args: [...args], allowPositionals: true, options })
    if (command === 'backup' || parsed.values['with-key'] === undefined) return parsed
  } catch (error) {
    throw new UsageError('backup-bad-option', { command, reason: error instanceof Error ? error.message : String(error) })
  }
  throw new UsageError('backup-bad-option', { command, reason: '--with-key' })
}

async function answering(work: () => Promise<void>): Promise<number> {
  try {
    await work()
    return 0
  } catch (error) {
    if (!(error instanceof StartError || error instanceof PostgresError || error instanceof StoreError) || !isTextCode(error.code))
      throw error
    process.stderr.write(`${text(error.code, error.params)}\n`)
    return 1
  }
}
