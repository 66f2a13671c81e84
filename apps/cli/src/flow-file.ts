import { readFile } from 'node:fs/promises'
import { loadFlow, type Flow, type Problem } from '@sluice/flow'
import { UsageError } from './usage-error.ts'

/** A flow document as it was found, brought to the current version; no flow when it can't be read as one. */
export interface LoadedFlow {
  readonly flow: Flow | undefined
  readonly problems: readonly Problem[]
}

/** Reads a flow document. A file that can't be read is a fault of the arguments; anything wrong inside is a problem. */
export async function readFlowFile(file: string): Promise<LoadedFlow> {
  let content: string
  try {
    content = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(reasonCode(error), { file })
  }
  return loadFlow(content)
}

function reasonCode(error: unknown): 'flow-not-found' | 'flow-is-folder' | 'flow-not-readable' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'flow-not-found'
  return code === 'EISDIR' ? 'flow-is-folder' : 'flow-not-readable'
}
