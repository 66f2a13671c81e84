import { access, mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { plansToApprove, type AskHost, type RunManifest } from './manifest.ts'
import { errorCode } from './run/error-code.ts'
import { RunFailure } from './run/failure.ts'

/** The folder of the output root in which manifests, parts and tables of runs are. */
export const SLUICE_FOLDER = '.sluice'

const ENDING = '.manifest.json'

/** Writes what a file or folder holds to the disk. Folders can't be opened on Windows; there a rename itself is durable enough. */
export async function syncToDisk(file: string, isFolder = false): Promise<void> {
  if (isFolder && process.platform === 'win32') return
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function write(root: string, runId: string, content: unknown): Promise<void> {
  const folder = path.join(root, SLUICE_FOLDER)
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${runId}${ENDING}`)
  await writeFile(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`)
  await syncToDisk(`${file}.part`)
  await rename(`${file}.part`, file)
  await syncToDisk(folder, true)
}

/** Where a commit stands in the manifest file of a run. */
export type CommitState = 'committing' | 'awaiting-approval' | 'committed' | 'discarded'

/** Writes down where the commit stands. Once it is over, what is left to know are the outputs. */
export async function noteCommit(root: string, manifest: RunManifest, state: CommitState): Promise<void> {
  const { runId, attempt, flow, outputs } = manifest
  const over = state === 'committed' || state === 'discarded'
  try {
    await write(root, runId, over ? { runId, attempt, state, flow, outputs } : { state, ...manifest })
  } catch (error) {
    const reason = errorCode(error)
    if (reason === undefined) throw error
    throw new ManifestFailure(state, path.join(SLUICE_FOLDER, `${runId}${ENDING}`), reason)
  }
}

/** The disk did not take where a commit stands: before anything was shown, or behind the last output. */
export class ManifestFailure extends RunFailure {
  constructor(state: CommitState, file: string, reason: string) {
    const code = state === 'committed' || state === 'discarded' ? 'commit-end-not-noted' : 'commit-not-noted'
    super({ severity: 'error', code, params: { path: file, reason } })
  }
}

/** The host of a run without a database: its commit is written down in a file beside the outputs. */
export function manifestFileHost(root: string, options: { readonly approve?: boolean } = {}): AskHost {
  return async (question) => {
    if (question.type === 'applied') await noteCommit(root, question.manifest, 'committed')
    if (question.type !== 'commit') return 'go'
    const hold = options.approve !== true && plansToApprove(question.manifest).length > 0
    await noteCommit(root, question.manifest, hold ? 'awaiting-approval' : 'committing')
    return hold ? 'hold' : 'go'
  }
}

/** Relative to the output folder: where an attempt writes what is not committed. */
export const partsFolder = (runId: string, attempt: number): string => `${SLUICE_FOLDER}/parts/${runId}.${attempt}`

/** Takes away what a killed engine process has left of an attempt that never came to its commit; folders only when nothing else is in them. */
export async function removeUncommitted(
  root: string,
  { runId, attempt }: { readonly runId: string; readonly attempt: number },
): Promise<void> {
  const folder = path.join(root, SLUICE_FOLDER)
  const asked = await access(path.join(folder, `${runId}${ENDING}`)).then(
    () => true,
    () => false,
  )
  if (asked) return
  await rm(path.join(root, partsFolder(runId, attempt)), { recursive: true, force: true })
  for (const empty of [path.join(folder, 'parts'), folder])
    await rmdir(empty).catch(() => {
      // Something else is in it, or it was never made.
    })
}

/** Commits of a flow in this folder that have begun and not ended, oldest first. */
export async function unfinishedCommits(root: string, flow: string, states: readonly CommitState[]): Promise<readonly RunManifest[]> {
  const folder = path.join(root, SLUICE_FOLDER)
  const found: { readonly at: number; readonly manifest: RunManifest }[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(ENDING)) continue
    const handle = await open(path.join(folder, name), 'r')
    try {
      const content = readJson(await readFile(handle, 'utf8'))
      if (isUnfinished(content, states) && content.flow === flow) found.push({ at: (await handle.stat()).mtimeMs, manifest: content })
    } finally {
      await handle.close()
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ manifest }) => manifest)
}

/** Somebody else may have put a file there. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Boundary: only this program writes these files; the paths in them are checked again when they are used. */
function isUnfinished(content: unknown, states: readonly CommitState[]): content is RunManifest & { readonly state: CommitState } {
  if (typeof content !== 'object' || content === null || !('state' in content) || !('version' in content)) return false
  return content.version === 1 && states.some((state) => state === content.state) && 'steps' in content && Array.isArray(content.steps)
}
