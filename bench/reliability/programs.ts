import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A program to start: its file and Node's options. */
export interface Program {
  readonly file: string
  readonly execArgv: readonly string[]
}

type Name = 'server' | 'worker'

/** From its sources, as tests start it. */
export const fromSources = (name: Name): Program => ({
  file: join(import.meta.dirname, `../../apps/${name}/src/main.ts`),
  execArgv: ['--import', import.meta.resolve('tsx')],
})

/** As it is shipped where the bench command has bundled it, else from its sources. */
export function programOf(name: Name): Program {
  const folder = process.env['SLUICE_TRIAL_PROGRAMS']
  return folder === undefined ? fromSources(name) : { file: join(folder, `${name}.js`), execArgv: ['--enable-source-maps'] }
}

/** The engine that can be told where to die, beside the programs. */
export function crashingEngine(): string {
  const folder = process.env['SLUICE_TRIAL_PROGRAMS']
  return folder === undefined ? join(import.meta.dirname, 'crashing-engine.ts') : join(folder, 'engine.js')
}

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
