import { fork, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { StartError } from './error.ts'

/** A program of ours that runs beside the start command: the server or a worker. */
export interface ChildSpec {
  readonly name: string
  readonly file: string
  readonly execArgv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
}

/** How a child is stopped: it may let what it is at end for so long, unless `hurry` is raised before. */
export interface Stopping {
  readonly patienceMs: number
  readonly hurry: AbortSignal
}

/** A supervised child. */
export interface Child {
  readonly stop: (stopping: Stopping) => Promise<void>
}

const READY_TIMEOUT_MS = 60_000
/** What is left to a child to hand back what it is at, and to end. */
const STOP_TIMEOUT_MS = 10_000

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'

/** Why a child says it can't start. */
const failureOf = (message: unknown): string | undefined =>
  typeof message === 'object' && message !== null && 'message' in message ? String(message.message) : undefined

const FIRST_PAUSE_MS = 250
/** What keeps a child from starting, e.g. a database that is away, may be over at any moment: runs wait for it. */
const LONGEST_PAUSE_MS = 5_000
const LIVED_LONG_MS = 60_000

/** Starts a child, waits until it says it is ready, and starts it again (with growing pauses) whenever it ends by itself or can't start. */
export async function superviseChild(spec: ChildSpec, onRestart: () => void): Promise<Child> {
  const stopping = new AbortController()
  const isStopping = (): boolean => stopping.signal.aborted
  let current = await startOnce(spec, stopping.signal)

  const watch = async (): Promise<void> => {
    let pauseMs = FIRST_PAUSE_MS
    for (;;) {
      const bornAt = Date.now()
      await hasEnded(current)
      if (Date.now() - bornAt > LIVED_LONG_MS) pauseMs = FIRST_PAUSE_MS
      for (let started = false; !started; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        if (isStopping()) return
        await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
        if (isStopping()) return
        started = await startOnce(spec, stopping.signal).then(
          (child) => {
            current = child
            return true
          },
          () => false,
        )
      }
      onRestart()
    }
  }
  const watching = watch()

  return {
    stop: async (how) => {
      stopping.abort()
      await stopChild(current, how)
      await watching
    },
  }
}

const hasEnded = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

function startOnce(spec: ChildSpec, stopping: AbortSignal): Promise<ChildProcess> {
  const log = openSync(spec.logFile, 'a')
  const child = fork(spec.file, [], {
    execArgv: [...spec.execArgv],
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer)
      child.off('exit', onExit)
      stopping.removeEventListener('abort', onStop)
    }
    const fail = (reason: string): void => {
      settle()
      child.kill('SIGKILL')
      reject(new StartError('child-failed', { name: spec.name, reason }))
    }
    const timer = setTimeout(() => fail(`no answer within ${READY_TIMEOUT_MS / 1000} s; see ${spec.logFile}`), READY_TIMEOUT_MS)
    let told = ''
    const onExit = (code: number | null): void => fail(`${told === '' ? `it ended with code ${String(code)}` : told}; see ${spec.logFile}`)
    const onStop = (): void => fail('told to stop')
    child.once('exit', onExit)
    child.once('error', (error) => fail(error.message))
    stopping.addEventListener('abort', onStop, { once: true })
    child.on('message', (message) => {
      told = failureOf(message) ?? told
      if (!isReady(message)) return
      settle()
      resolve(child)
    })
  })
}

/** Told twice, a program no longer waits for what it is at; it is killed only when it doesn't end then either. */
async function stopChild(child: ChildProcess, { patienceMs, hurry }: Stopping): Promise<void> {
  const exited = hasEnded(child)
  child.kill('SIGTERM')
  let kill: NodeJS.Timeout | undefined
  const insist = (): void => {
    child.kill('SIGTERM')
    kill ??= setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  }
  const patience = setTimeout(insist, patienceMs)
  hurry.addEventListener('abort', insist, { once: true })
  if (hurry.aborted) insist()
  await exited
  hurry.removeEventListener('abort', insist)
  clearTimeout(patience)
  clearTimeout(kill)
}
