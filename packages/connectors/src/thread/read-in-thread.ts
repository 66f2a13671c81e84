import { on } from 'node:events'
import { ConnectorError, type PackedBatch } from '@sluice/engine/connector'
import { startThread } from './entry.ts'
import type { CsvShape } from '../csv/parse-sample.ts'
import type { CsvStructure } from '../csv/scan-structure.ts'
import { toMessage, type RecordsTask, type ThreadMessage, type ThreadTask } from './messages.ts'

type Told = Exclude<ThreadMessage, { readonly kind: 'end' | 'failed' }>

/** What a thread tells until it is at its end. It begins with the first message that is asked for, and ends with the reading. */
async function* messagesOf(task: ThreadTask, signal: AbortSignal): AsyncGenerator<Told> {
  signal.throwIfAborted()
  const thread = startThread(task)
  try {
    for await (const [data] of on(thread, 'message', { signal, close: ['exit'] })) {
      const message = toMessage(data)
      if (message.kind === 'end') return
      if (message.kind === 'failed') throw new ConnectorError(message.code, message.params, { retryable: message.retryable })
      yield message
      thread.postMessage('taken')
    }
    throw new Error('a reading thread ended before its file')
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    await thread.terminate()
  }
}

/** Reads a file in a thread of its own. */
export async function* readInThread(task: RecordsTask, signal: AbortSignal): AsyncGenerator<PackedBatch> {
  for await (const message of messagesOf(task, signal)) if (message.kind === 'batch') yield message.batch
}

/** Looks through a CSV file in a thread of its own. */
export async function scanInThread(path: string, shape: CsvShape, signal: AbortSignal): Promise<CsvStructure> {
  for await (const message of messagesOf({ kind: 'structure', path, shape }, signal))
    if (message.kind === 'structure') return message.structure
  throw new Error('a reading thread said nothing of its file')
}
