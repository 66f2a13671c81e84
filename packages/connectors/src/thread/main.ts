import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { ConnectorError, type PackedBatch } from '@sluice/engine/connector'
import { scanStructure } from '../csv/scan-structure.ts'
import { FORMATS } from './formats.ts'
import { ON_THE_WAY, toTask, type RecordsTask, type StructureTask, type ThreadMessage } from './messages.ts'

let room = ON_THE_WAY
parentPort?.on('message', () => room++)

/** The memory behind a batch, which moves to the engine instead of being copied. */
const memoryOf = ({ columns: packed, lines }: PackedBatch): ArrayBuffer[] =>
  [...packed.flatMap(({ bytes, ends, present }) => [bytes.buffer, ends.buffer, present?.buffer]), lines?.buffer].filter(
    (buffer) => buffer instanceof ArrayBuffer,
  )

const tell = (message: ThreadMessage, memory: ArrayBuffer[] = []): void => parentPort?.postMessage(message, memory)

/** Batch by batch, as fast as the engine takes them. */
async function readRecords({ format, config, file, columns }: RecordsTask): Promise<void> {
  for await (const batch of FORMATS[format](config, file, columns)) {
    while (room === 0 && parentPort !== null) await once(parentPort, 'message')
    room--
    tell({ kind: 'batch', batch }, memoryOf(batch))
  }
  tell({ kind: 'end' })
}

async function lookThrough({ path, shape }: StructureTask): Promise<void> {
  const structure = await scanStructure(path, shape)
  tell({ kind: 'structure', structure }, [structure.count.blank.buffer, structure.count.inner.buffer].filter((buffer) => buffer instanceof ArrayBuffer)) // prettier-ignore
}

/** A reading thread: one file. */
const task = toTask(workerData)
try {
  await (task.kind === 'records' ? readRecords(task) : lookThrough(task))
} catch (error) {
  if (!(error instanceof ConnectorError)) throw error
  tell({ kind: 'failed', code: error.code, params: error.params, retryable: error.retryable })
}
parentPort?.close()
