import { pino, type DestinationStream, type Logger } from 'pino'

/** A program that has started. */
export interface Running {
  /** What its parent is told beside that it is ready. */
  readonly facts?: Readonly<Record<string, string>>
  /** Stops in order; `hurry` is raised when it is told to stop once more: then nothing is waited for. */
  readonly stop: (hurry: AbortSignal) => Promise<void>
}

/** Keys of log entries, and of what is in them, whose values never reach a log. */
const HIDDEN = ['password', 'token', 'value', 'secrets', 'cookie', 'authorization'].flatMap((key) => [key, `*.${key}`])

/**
 * The log of a program: a line of JSON for each entry, as docs/monitoring.md says. `SLUICE_LOG_LEVEL` says from which level on; throws
 * for one that there is not.
 */
export function programLog(name: string, env: NodeJS.ProcessEnv, destination?: DestinationStream): Logger {
  const level = env['SLUICE_LOG_LEVEL'] ?? 'info'
  if (level !== 'silent' && !Object.hasOwn(pino.levels.values, level))
    throw new Error(`SLUICE_LOG_LEVEL must be one of silent, ${Object.values(pino.levels.labels).reverse().join(', ')}`)
  const options = { name, level, redact: HIDDEN }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/**
 * Starts a program, tells its parent (if it has one) that it is ready or why it could not start, and stops it in order on
 * SIGTERM, SIGINT and when the parent is gone. A second signal hurries it. The exit code is 1 when starting or stopping failed.
 */
export async function runProgram(name: string, start: (log: Logger) => Promise<Running>): Promise<void> {
  let log = pino({ name, redact: HIDDEN })
  try {
    log = programLog(name, process.env)
    const running = await start(log)
    log.info(running.facts ?? {}, 'ready')
    stopWhenTold(running, log)
    process.send?.({ type: 'ready', ...running.facts })
  } catch (error) {
    log.error({ err: error }, 'could not start')
    // What it had opened before would keep it alive.
    const end = (): never => process.exit(1)
    if (process.send === undefined) end()
    else process.send({ type: 'failed', ...reasonOf(error) }, end)
  }
}

function stopWhenTold(running: Running, log: Logger): void {
  const hurry = new AbortController()
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    log.info('stopping')
    running.stop(hurry.signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  const told = (): void => {
    if (stopping) hurry.abort()
    else stop()
  }
  process.on('SIGTERM', told)
  // Ctrl-C reaches every program of a terminal; one that has a parent is told by it.
  process.on('SIGINT', () => {
    if (process.send === undefined) told()
  })
  // A parent that was killed leaves nothing behind.
  process.on('disconnect', () => {
    stop()
    hurry.abort()
  })
}

/** Code, facts and message of an error, as plain data. */
function reasonOf(error: unknown): { code: string; params: unknown; message: string } {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal-error'
  return { code, params: error instanceof Error && 'params' in error ? error.params : {}, message }
}
