import { pino } from 'pino'
import { readConfig } from './config.ts'
import { startWorker } from './worker.ts'

const log = pino({ name: 'worker', redact: ['*.secrets', '*.value', '*.token', '*.password'] })

try {
  const worker = await startWorker(readConfig(process.env), log)
  log.info('taking runs')
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    log.info('stopping')
    worker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
  // A parent that was killed leaves nothing behind.
  process.on('disconnect', stop)
  process.send?.({ type: 'ready' })
} catch (error) {
  log.error({ err: error }, 'the worker could not start')
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal-error'
  process.send?.({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
