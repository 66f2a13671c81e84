import { adoptDataFolder, StoreError, type Store } from '@sluice/store'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PostgresError } from '../postgres/error.ts'
import { isTextCode, text } from '../texts/text.ts'
import { superviseChild, type Child, type Stopping } from './child.ts'
import { prepareDataFolder, readRunning, removeRunning, wasKilled, writeRunning } from './data-folder.ts'
import { openDatabase } from './database.ts'
import { StartError } from './error.ts'
import { startExamples } from './examples.ts'
import { isLoopback, readOptions, type StartOptions } from './options.ts'
import { usablePort } from './port.ts'
import { findPrograms, type Programs } from './programs.ts'
import { listenForStop, type StopSignal } from './stop-signal.ts'

/** Whoever presses Ctrl-C waits for it. */
const PERSON_WAITS_MS = 3_000
/** When stopping takes longer, it is said why. */
const SLOW_MS = 1_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`\n${line}\n`)

/** Runs the product until it is told to stop. Gives the exit code; every failure to start says what to do. */
export async function start(args: readonly string[]): Promise<number> {
  const programs = findPrograms()
  const keyFile = (data: string): string => process.env['SLUICE_KEY_FILE'] ?? join(data, 'master.key')
  let data = ''
  try {
    const options = readOptions(args, process.env, programs.root)
    data = options.data
    await runProduct(options, programs, keyFile(data))
    return 0
  } catch (error) {
    if (!(error instanceof StartError || error instanceof PostgresError || error instanceof StoreError) || !isTextCode(error.code))
      throw error
    complain(text(error.code, { file: keyFile(data), ...error.params }))
    return 1
  }
}

async function runProduct(options: StartOptions, programs: Programs, keyFile: string): Promise<void> {
  // Asked for first, so that Ctrl-C during the start also ends in order.
  const stopSignal = listenForStop()
  try {
    await runUntil(stopSignal, options, programs, keyFile)
  } finally {
    stopSignal.forget()
  }
}

async function runUntil(stopSignal: StopSignal, options: StartOptions, programs: Programs, keyFile: string): Promise<void> {
  prepareDataFolder(options.data)
  const running = readRunning(options.data)
  if (running !== undefined) throw new StartError('already-running', { address: running.address, pid: running.pid })
  const onWait = (): void => say(`  ${text('port-wait', { port: options.port })}`)
  const port = await usablePort(options.host, options.port, wasKilled(options.data) ? onWait : undefined)
  const shownHost = ['0.0.0.0', '::'].includes(options.host) ? 'localhost' : options.host
  const address = `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${port}`
  const stops: (() => Promise<void>)[] = []
  let stopping: Stopping = { patienceMs: 0, hurry: stopSignal.again }
  try {
    say(`  ${text('preparing-database')}`)
    const folder = join(options.data, 'postgres')
    const database = await openDatabase({ folder, keyFile, ...(options.databaseUrl === undefined ? {} : { url: options.databaseUrl }) }, () => say(`  ${text('postgres-back')}`)) // prettier-ignore
    stops.unshift(database.stop)
    await adoptDataFolder(database.url, options.data)
    const owner = await database.store.ensureOwner()
    if (!isLoopback(options.host) && !owner.hasPassword) throw new StartError('owner-needs-password', { host: options.host })
    if (options.examples) stops.unshift(await startExamples(database.store, owner.workspaceId, options.data, programs.root))
    writeRunning(options.data, { pid: process.pid, address, databaseUrl: database.url })
    stops.unshift(() => {
      removeRunning(options.data)
      return Promise.resolve()
    })
    say(`  ${text('starting')}`)
    const stopPrograms = await startPrograms({ ...options, port }, programs, database.url, keyFile, address)
    stops.unshift(async () => {
      const slow = setTimeout(() => say(`  ${text('stopping-runs', { seconds: stopping.patienceMs / 1_000 })}`), SLOW_MS)
      await stopPrograms(stopping)
      clearTimeout(slow)
    })
    await greet(database.store, address, owner.hasPassword, options.data)
    const word = await stopSignal.told
    stopping = { ...stopping, patienceMs: word === 'person' ? Math.min(PERSON_WAITS_MS, options.drainMs) : options.drainMs }
    say(`\n  ${text('stopping')}`)
  } finally {
    for (const stop of stops) await stop()
  }
  say(`  ${text('stopped')}`)
}

async function startPrograms(
  options: StartOptions,
  programs: Programs,
  databaseUrl: string,
  keyFile: string,
  address: string,
): Promise<(stopping: Stopping) => Promise<void>> {
  const logs = join(options.data, 'logs')
  mkdirSync(logs, { recursive: true })
  const engine = programs.entry('engine')
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    SLUICE_DATA: options.data,
    SLUICE_HOST: options.host,
    SLUICE_PORT: String(options.port),
    SLUICE_ORIGIN: address,
    SLUICE_WEB: process.env['SLUICE_WEB'] ?? join(programs.root, 'apps/web/dist'),
    SLUICE_KEY_FILE: keyFile,
    SLUICE_ENGINE_ENTRY: engine.file,
    SLUICE_DRAIN_SECONDS: String(options.drainMs / 1_000),
  }
  const child = (name: 'server' | 'worker'): Promise<Child> =>
    superviseChild({ name, ...programs.entry(name), env, logFile: join(logs, `${name}.log`) }, () =>
      say(`  ${text('restarted', { name })}`),
    )
  const started = await Promise.allSettled([child('server'), child('worker')])
  const children = started.flatMap((s) => (s.status === 'fulfilled' ? [s.value] : []))
  const stop = async (stopping: Stopping): Promise<void> => {
    await Promise.all(children.map((c) => c.stop(stopping)))
  }
  const failed = started.find((s) => s.status === 'rejected')
  if (failed !== undefined) {
    await stop({ patienceMs: 0, hurry: new AbortController().signal })
    throw failed.reason
  }
  return stop
}

/** Prints the one address, and a fresh way in while the owner has no password. */
async function greet(store: Store, address: string, hasPassword: boolean, data: string): Promise<void> {
  say(`\n  ${text('ready', { address })}`)
  if (!hasPassword) say(`  ${text('sign-in', { url: (await store.signInLink(address)).url })}`)
  say(`  ${text('stop-hint', { folder: data })}`)
}
