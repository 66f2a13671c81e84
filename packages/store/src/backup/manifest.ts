import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { StoreError } from '../database/error.ts'

const fileSchema = z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string() })
export type BackupFile = z.output<typeof fileSchema>

/** A backup is complete exactly when this lies in it: it is written last and names every other file with its hash. */
export const manifestSchema = z.strictObject({
  sluiceBackup: z.literal(1),
  madeAt: z.iso.datetime(),
  /** Migrations that the database had. */
  migrations: z.array(z.string()),
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()), rows: z.int(), file: z.string() })),
  sequences: z.array(z.strictObject({ name: z.string(), last: z.string() })),
  /** Ids of the master keys that secrets in it are sealed with. */
  keys: z.array(z.string()),
  files: z.array(fileSchema),
})
export type BackupManifest = z.output<typeof manifestSchema>

const NAME = 'manifest.json'

/** Size and sha256 of a file in the backup. */
export async function describeFile(folder: string, path: string): Promise<BackupFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(join(folder, path)), hash)
  return { path, bytes: (await stat(join(folder, path))).size, sha256: hash.digest('hex') }
}

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const draft = join(folder, `${NAME}.part`)
  await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`)
  const handle = await open(draft, 'r')
  await handle.sync()
  await handle.close()
  await rename(draft, join(folder, NAME))
}

/** Reads a backup and compares every file with its hash, so that nothing is restored from a damaged one. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => undefined)
  if (text === undefined) throw new StoreError('backup-incomplete', { folder })
  const parsed = manifestSchema.safeParse(parseJson(text))
  if (!parsed.success) throw new StoreError('backup-damaged', { folder, file: NAME })
  for (const file of parsed.data.files) {
    const found = await describeFile(folder, file.path).catch(() => undefined)
    if (found?.sha256 !== file.sha256) throw new StoreError('backup-damaged', { folder, file: file.path })
  }
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
