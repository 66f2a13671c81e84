import { pino } from 'pino'
import { readConfig } from './config.ts'
import { startServer } from './start.ts'

const log = pino({ name: 'server', redact: ['*.password', '*.token', '*.value', '*.cookie', '*.authorization'] })

try {
  const server = await startServer(readConfig(process.env), log)
  log.info({ address: server.address }, 'listening')
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    log.info('stopping')
    server.stop().then(
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
  process.send?.({ type: 'ready', address: server.address })
} catch (error) {
  log.error({ err: error }, 'the server could not start')
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal-error'
  process.send?.({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
