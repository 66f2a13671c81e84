import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestServer } from '../../server/test/server.ts'

const PROGRAMS = process.env['SLUICE_TEST_PROGRAMS'] ?? ''

/** What a worker beside a test's server is told: one run at a time, which it leaves at once when it is stopped. */
export const besideServer = ({ config }: TestServer): Readonly<Record<string, string>> => ({
  DATABASE_URL: config.databaseUrl,
  SLUICE_DATA: config.data,
  SLUICE_RUN_MEMORY_MB: '768',
  SLUICE_RUNS: '1',
  SLUICE_DRAIN_SECONDS: '0',
})

/** Starts the worker's program as a process of its own. */
export const forkWorker = (environment: Readonly<Record<string, string>>): ChildProcess =>
  fork(join(PROGRAMS, 'worker.js'), [], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] })

/** The same, and waits until it takes runs. */
export async function readyWorker(environment: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = forkWorker(environment)
  await once(child, 'message')
  return child
}

/** Ends a process as a failing machine does. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
