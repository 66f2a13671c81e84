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

/** A supervised child. */
export interface Child {
  readonly stop: () => Promise<void>
}

const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'

/** Starts a child, waits until it says it is ready, and starts it again (with growing pauses) when it ends by itself. */
export async function superviseChild(spec: ChildSpec, onRestart: () => void): Promise<Child> {
  let stopping = false
  let current = await startOnce(spec)

  const watch = (child: ChildProcess, pauseMs: number): void => {
    const bornAt = Date.now()
    child.once('exit', () => {
      if (stopping) return
      const next = Date.now() - bornAt > 60_000 ? 250 : Math.min(pauseMs * 2, 30_000)
      void delay(pauseMs)
        .then(() => (stopping ? undefined : startOnce(spec)))
        .then(
          (started) => {
            if (started === undefined) return
            current = started
            onRestart()
            watch(started, next)
          },
          () => watch(child, next),
        )
    })
  }
  watch(current, 250)

  return {
    stop: async () => {
      stopping = true
      await stopChild(current)
    },
  }
}

function startOnce(spec: ChildSpec): Promise<ChildProcess> {
  const log = openSync(spec.logFile, 'a')
  const child = fork(spec.file, [], {
    execArgv: [...spec.execArgv],
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new StartError('child-failed', { name: spec.name, reason }))
    }
    const timer = setTimeout(() => fail(`no answer within ${READY_TIMEOUT_MS / 1000} s; see ${spec.logFile}`), READY_TIMEOUT_MS)
    const onExit = (code: number | null): void => fail(`it ended with code ${String(code)}; see ${spec.logFile}`)
    child.once('exit', onExit)
    child.once('error', (error) => fail(error.message))
    child.on('message', (message) => {
      if (!isReady(message)) return
      clearTimeout(timer)
      child.off('exit', onExit)
      resolve(child)
    })
  })
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}
