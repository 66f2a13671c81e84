import { on } from 'node:events'
import { ConnectorError, type PackedBatch } from '@sluice/engine/connector'
import { startThread } from './entry.ts'
import { type ThreadTask, toMessage } from './messages.ts'

/** Reads a file in a thread of its own. The thread begins with the first batch that is asked for, and ends with the reading. */
export async function* readInThread(task: ThreadTask, signal: AbortSignal): AsyncGenerator<PackedBatch> {
  signal.throwIfAborted()
  const thread = startThread(task)
  try {
    for await (const [data] of on(thread, 'message', { signal, close: ['exit'] })) {
      const message = toMessage(data)
      if (message.kind === 'end') return
      if (message.kind === 'failed') throw new ConnectorError(message.code, message.params, { retryable: message.retryable })
      yield message.batch
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
