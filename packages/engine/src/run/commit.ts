import { rename, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { ConnectorError, NO_RETRIES, withRetries, type Connectors } from '../connector.ts'
import type { RunEvent, RunFolders, RunJob, RunOutput } from '../job.ts'
import { syncToDisk } from '../manifest-file.ts'
import type { AskHost, CommitStep, FileStep, RunManifest, SystemStep } from '../manifest.ts'
import { fileIdentity } from './append-file.ts'
import { askHost, HostStopped } from './ask.ts'
import { crashPoint } from './crash-point.ts'
import { isRetryable, problemOf, RunFailure } from './failure.ts'
import { onDisk } from './on-disk.ts'
import { targetContext } from './prepare-target.ts'
import { retryEvent } from './tell-retry.ts'
import { findPlace, isProblem, PARTS_FOLDER, pathFault, type Place } from './place.ts'

/** A file that is written and waits to be made visible. */
export interface PreparedFile {
  readonly place: Place
  readonly kind: 'file' | 'table'
  readonly format: string
  readonly rows: number
  /** What the file continues, see `FileStep`. */
  readonly base?: string
}

/** Makes sure that a written file survives a power cut. Gives its part of the manifest. */
export async function prepareFile({ place, kind, format, rows, base }: PreparedFile): Promise<{ step: FileStep; output: RunOutput }> {
  await onDisk('storing', place, async () => {
    await syncToDisk(place.part)
    await syncToDisk(path.dirname(place.part), true)
  })
  const { node, path: file, relativePart: part } = place
  const output = { node, path: file, kind, format, rows, bytes: (await stat(place.part)).size }
  return { step: { kind: 'file', node, path: file, part, ...(base === undefined ? {} : { base }) }, output }
}

/** Applies what is prepared, step by step; done twice it changes nothing. Throws `RunFailure`, or `HostStopped`. */
export async function applyManifest(
  job: RunJob,
  manifest: RunManifest,
  connectors: Connectors,
  ask: AskHost,
  signal: AbortSignal,
  emit: (event: RunEvent) => void = () => undefined,
): Promise<void> {
  const applySystem = ({ node, connector, manifest: prepared, retry = NO_RETRIES }: SystemStep): Promise<unknown> =>
    withRetries(retry, { signal, onRetry: (tried) => emit(retryEvent(node, tried)) }, async (failed) => {
      // The lease may be gone after a wait.
      if (failed > 0) await askHost(ask, { type: 'apply', node })
      return systemOf(connectors, connector).apply(prepared, manifest.watermarks, targetContext(job, node, signal))
    })
  await crashPoint('after-commit', job.attempt)
  for (const step of manifest.steps) {
    await crashPoint('before-apply', job.attempt)
    await askHost(ask, { type: 'apply', node: step.node })
    try {
      if (step.kind === 'file') await applyFile(job.folders, step, manifest)
      else await applySystem(step)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof HostStopped) throw error
      throw new RunFailure(problemOf(error, step.node), isRetryable(error))
    }
    await crashPoint('after-apply', job.attempt)
  }
  await removeFolders(job.folders.output, manifest)
  await crashPoint('before-end', job.attempt)
}

async function applyFile(folders: RunFolders, step: FileStep, { runId, attempt }: RunManifest): Promise<void> {
  const place = findPlace(folders, step.path, { node: step.node, runId, attempt, part: step.part })
  if (isProblem(place)) throw new RunFailure(place)
  if (await isFile(place.part)) {
    if (step.base !== undefined && (await fileIdentity(place.absolute)) !== step.base)
      throw new ConnectorError('append-target-changed', { path: step.path })
    await onDisk('replacing', place, () => rename(place.part, place.absolute))
  } else if (!(await isFile(place.absolute))) throw new ConnectorError('prepared-file-gone', { path: step.path })
  await onDisk('settling', place, () => syncToDisk(path.dirname(place.absolute), true))
}

const isFile = async (file: string): Promise<boolean> => (await stat(file).catch(() => undefined))?.isFile() === true

function systemOf(connectors: Connectors, name: string) {
  const system = connectors.targets.get(name)
  if (system === undefined) throw new ConnectorError('unknown-connector', { connector: name })
  return system
}

/** What has to be taken away when a run comes to nothing. */
export type Leftovers = Pick<RunManifest, 'steps' | 'madeFolders'>

/** Takes away everything that is prepared; folders only when nothing else is in them. Goes on when one fails: `lost` is told. */
export async function discardPrepared(
  job: RunJob,
  leftovers: Leftovers,
  connectors: Connectors,
  lost: (step: CommitStep, error: unknown) => void = () => undefined,
): Promise<void> {
  for (const step of leftovers.steps) {
    try {
      if (step.kind === 'file') await removePart(job.folders.output, step.part)
      else await systemOf(connectors, step.connector).discard(step.manifest, targetContext(job, step.node, AbortSignal.timeout(DISCARD_MS))) // prettier-ignore
    } catch (error) {
      lost(step, error)
    }
  }
  await removeFolders(job.folders.output, { ...leftovers, all: true })
}

async function removePart(root: string, part: string): Promise<void> {
  if (pathFault(part) === undefined) await rm(path.join(root, part), { force: true })
}

/** A system that doesn't answer may not hold up the end of a run. */
const DISCARD_MS = 10_000

/** Removes folders of parts, and with `all` every folder that was made; those that hold something stay. */
async function removeFolders(
  root: string,
  { madeFolders, all = false }: Pick<RunManifest, 'madeFolders'> & { all?: boolean },
): Promise<void> {
  for (const folder of [...madeFolders].reverse())
    if (all || folder.startsWith(PARTS_FOLDER)) await rmdir(path.join(root, folder)).catch(() => undefined)
}
