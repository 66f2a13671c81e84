import { join } from 'node:path'

/** Where things lie in the data folder. Ids are uuids of ours, so that no name from outside becomes a path here. */
export interface RunPlaces {
  readonly input: string
  readonly output: string
  readonly work: string
  /** Only for micro-batches: a folder above `work` that all those of a workspace share. */
  readonly session?: string
}

/** Files of a workspace: inputs of its flows. */
export const workspaceFiles = (data: string, workspaceId: string): string => join(data, 'workspaces', workspaceId, 'files')

/** Everything that belongs to a run. */
export const runFolder = (data: string, runId: string): string => join(data, 'runs', runId)

/** The folders of one attempt of a run; outputs of another attempt are never touched. */
export const runPlaces = (data: string, workspaceId: string, runId: string, attempt: number): RunPlaces => ({
  input: workspaceFiles(data, workspaceId),
  output: join(runFolder(data, runId), String(attempt)),
  work: join(data, 'work', `${runId}-${attempt}`),
})

/** The same for a micro-batch, whose database may stay open for the next one of its workspace. */
export const batchPlaces = (data: string, workspaceId: string, runId: string, attempt: number): RunPlaces => {
  const session = join(data, 'work', `${SESSION}${workspaceId}`)
  return { ...runPlaces(data, workspaceId, runId, attempt), work: join(session, `${runId}-${attempt}`), session }
}

/** Begins the name of a folder of micro-batches. */
export const SESSION = 'batches-'

/** What previews of a workspace have read of APIs and databases; a day old at most. */
export const workspaceSamples = (data: string, workspaceId: string): string => join(data, 'work', `${SAMPLES}${workspaceId}`)

/** Begins the name of a folder of samples. */
export const SAMPLES = 'samples-'
