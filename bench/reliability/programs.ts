import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A program to start: its file and Node's options. */
export interface Program {
  readonly file: string
  readonly execArgv: readonly string[]
}

type Name = 'server' | 'worker'

/** Where the programs are bundled: by the bench command, with an engine that can be told where to die, or for tests. */
const bundled = (name: string, nameForTests = name): string => {
  const { SLUICE_TRIAL_PROGRAMS: trial, SLUICE_TEST_PROGRAMS: tests } = process.env
  if (trial !== undefined) return join(trial, `${name}.js`)
  if (tests !== undefined) return join(tests, `${nameForTests}.js`)
  throw new Error('the programs are not bundled: run through the bench command or the tests')
}

/** As it is shipped. */
export const programOf = (name: Name): Program => ({ file: bundled(name), execArgv: ['--enable-source-maps'] })

/** The engine that can be told where to die, beside the programs. */
export const crashingEngine = (): string => bundled('engine', 'crashing-engine')

/** A program of ours as a process of its own. */
export interface Started {
  readonly child: ChildProcess
  readonly pid: number
  /** The end of what it has logged so far. */
  readonly log: () => string
  readonly isAlive: () => boolean
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>
}

const LOG_KEPT = 200_000

/** Starts a program and waits until it says that it is ready; `prefix` goes before its command, where it is to run elsewhere. */
export async function startProgram(
  { file, execArgv }: Program,
  environment: Readonly<Record<string, string>>,
  prefix: readonly string[] = [],
): Promise<Started> {
  const env = { ...process.env, ...environment }
  const [command, ...args] = [...prefix, process.execPath, ...execArgv, file]
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let log = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-LOG_KEPT)))
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null
  const message = await new Promise<unknown>((resolve) => {
    child.once('message', resolve)
    child.once('exit', resolve)
  })
  if (child.pid === undefined || !isReady(message)) throw new Error(`${file} did not start: ${JSON.stringify(message)} ${log}`)
  return {
    child,
    pid: child.pid,
    log: () => log,
    isAlive,
    kill: async (signal = 'SIGKILL') => {
      if (!isAlive()) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
  }
}

const isReady = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'
