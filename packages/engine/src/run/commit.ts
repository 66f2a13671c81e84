import { mkdir, open, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunOutput } from '../job.ts'
import type { Target } from './target.ts'

/** A file that is written and waits to be made visible. */
export interface Prepared {
  readonly target: Target
  readonly kind: RunOutput['kind']
  readonly format: string
  readonly rows: number
}

/** The folder of the output root in which a run's manifest and its tables are. */
export const SLUICE_FOLDER = '.sluice'

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Folders can't be opened on Windows; there the rename itself is durable enough. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== 'win32') await sync(folder)
}

/**
 * Makes all files of a run visible: every file reaches the disk, then the manifest that names them, then each is renamed to its path.
 * A run that dies between two renames leaves the manifest with state `committing` and the part files it names.
 */
export async function commitFiles(
  root: string,
  runId: string,
  attempt: number,
  prepared: readonly Prepared[],
): Promise<readonly RunOutput[]> {
  const outputs: RunOutput[] = []
  for (const { target, kind, format, rows } of prepared) {
    await sync(target.part)
    outputs.push({ node: target.node, path: target.path, kind, format, rows, bytes: (await stat(target.part)).size })
  }
  if (prepared.length === 0) return outputs
  const files = prepared.map(({ target }) => ({ path: target.path, part: path.relative(root, target.part).split(path.sep).join('/') }))
  await writeManifest(root, runId, { runId, attempt, state: 'committing', files, outputs })
  for (const { target } of prepared) await rename(target.part, target.absolute)
  for (const folder of new Set(prepared.map(({ target }) => path.dirname(target.absolute)))) await syncFolder(folder)
  await writeManifest(root, runId, { runId, attempt, state: 'committed', outputs })
  return outputs
}

async function writeManifest(root: string, runId: string, manifest: unknown): Promise<void> {
  const folder = path.join(root, SLUICE_FOLDER)
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${runId}.manifest.json`)
  await writeFile(`${file}.part`, `${JSON.stringify(manifest, null, 2)}\n`)
  await sync(`${file}.part`)
  await rename(`${file}.part`, file)
  await syncFolder(folder)
}

/** Takes away everything a failed run has prepared; folders only when nothing else is in them. */
export async function discardFiles(targets: readonly Target[]): Promise<void> {
  for (const target of targets) await rm(target.part, { force: true })
  for (const folder of targets.flatMap((target) => target.madeFolders).reverse())
    await rmdir(folder).catch(() => {
      // Something else has put a file there meanwhile; then the folder stays.
    })
}
