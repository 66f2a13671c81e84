import { ConnectorError } from '../connector.ts'
import { errorCode } from './error-code.ts'
import { RunFailure } from './failure.ts'

/**
 * What was done to the file of an output when the disk refused: it was written and synced beside its place (`storing`), renamed over
 * what stood there (`replacing`), or its folder was synced behind that (`settling`).
 */
type DiskStage = 'storing' | 'replacing' | 'settling'

const CODES: Readonly<Record<DiskStage, string>> = {
  storing: 'output-not-stored',
  replacing: 'output-not-replaced',
  settling: 'output-not-settled',
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/**
 * Does something to the file of an output. A system error becomes a `RunFailure` that names the file, the error and what holds now.
 * Behind the commit it may be tried again: what is prepared is kept until it has its place.
 */
export async function onDisk<T>(
  stage: DiskStage,
  { node, path }: { readonly node: string; readonly path: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // What is ours has a code as well, and says more.
    const reason = error instanceof ConnectorError ? undefined : errorCode(error)
    if (reason === undefined) throw error
    const code = stage === 'storing' && FULL.has(reason) ? 'output-disk-full' : CODES[stage]
    throw new RunFailure({ severity: 'error', code, nodeId: node, params: { node, path, reason } }, stage !== 'storing')
  }
}
