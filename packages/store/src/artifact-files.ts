import { createReadStream } from 'node:fs'
import { opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable } from 'node:stream'
import { runFolder, runPlaces, type RunPlaces } from './folders.ts'

/** Which attempt of which run a file belongs to. */
export interface AttemptPlace {
  readonly workspaceId: string
  readonly runId: string
  readonly attempt: number
}

/** A file that a run left; `path` is relative to the folder of its attempt. */
export interface ArtifactPlace extends AttemptPlace {
  readonly path: string
}

/**
 * The files that runs leave, wherever they are kept: servers, workers and retention reach them by this alone, so that
 * another store can take the place of the shared folder. What was placed is never changed, only removed.
 */
export interface ArtifactFiles {
  /** Where an attempt writes its files. */
  readonly place: (attempt: AttemptPlace) => RunPlaces
  /** The file on this host with its size in bytes; undefined when it is gone. */
  readonly locate: (artifact: ArtifactPlace) => Promise<{ readonly file: string; readonly bytes: number } | undefined>
  readonly open: (file: { readonly file: string }) => Readable
  readonly remove: (artifact: ArtifactPlace) => Promise<void>
  /** Removes all that the attempts of a run left. */
  readonly removeRun: (runId: string) => Promise<void>
  /** Ids of the runs that left something, with the age of their last change in milliseconds. */
  readonly runs: () => AsyncIterable<{ readonly runId: string; readonly ageMs: number }>
}

/** Keeps them in a folder that all hosts share. */
export const sharedFolder = (data: string): ArtifactFiles => {
  const place = ({ workspaceId, runId, attempt }: AttemptPlace): RunPlaces => runPlaces(data, workspaceId, runId, attempt)
  const fileOf = (artifact: ArtifactPlace): string => join(place(artifact).output, artifact.path)
  return {
    place,
    locate: async (artifact) => {
      const file = fileOf(artifact)
      const there = await stat(file).catch(() => undefined)
      return there?.isFile() === true ? { file, bytes: there.size } : undefined
    },
    open: ({ file }) => createReadStream(file),
    remove: (artifact) => rm(fileOf(artifact), { force: true }),
    removeRun: (runId) => rm(runFolder(data, runId), { recursive: true, force: true, maxRetries: 3 }),
    runs: async function* () {
      const folder = await opendir(join(data, 'runs')).catch(() => undefined)
      if (folder === undefined) return
      for await (const { name } of folder) {
        const there = await stat(join(data, 'runs', name)).catch(() => undefined)
        if (there !== undefined) yield { runId: name, ageMs: Date.now() - there.mtimeMs }
      }
    },
  }
}
