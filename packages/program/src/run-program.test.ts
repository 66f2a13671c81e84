import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { programLog } from './run-program.ts'

const home = mkdtempSync(join(tmpdir(), 'sluice-program-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('tells its parent why it could not start and ends, whatever it had opened before', async () => {
  const file = join(home, 'program.ts')
  const started = `async () => { setInterval(() => undefined, 1_000); throw new Error('no way to start') }`
  writeFileSync(
    file,
    `import { runProgram } from ${JSON.stringify(join(import.meta.dirname, 'run-program.ts'))}\nvoid runProgram('x', ${started})`,
  )
  const child = fork(file, [], { execArgv: ['--import', import.meta.resolve('tsx')], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const told = once(child, 'message')
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(await told).toMatchObject([{ type: 'failed', message: 'no way to start' }, undefined])
})

/** What a program logs, one entry for each line. */
function logged(env: NodeJS.ProcessEnv, log: (to: ReturnType<typeof programLog>) => void): readonly Record<string, unknown>[] {
  let text = ''
  log(programLog('worker', env, { write: (line: string) => void (text += line) }))
  expect(text === '' || text.endsWith('\n')).toBe(true)
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>) // prettier-ignore
}

it('logs lines of JSON with level, time, program and message; what is secret is not among them', () => {
  const before = Date.now()
  const [ended, failed, hidden] = logged({}, (log) => {
    log.info({ run: 'run-1', status: 'succeeded' }, 'run ended')
    log.error({ err: new Error('disk\nfull'), run: 'run-2' }, 'run given up')
    const secret = { token: 'canary', password: 'canary', value: 'canary', secrets: ['canary'], cookie: 'canary', authorization: 'canary' }
    log.warn({ ...secret, given: secret }, 'odd')
    log.debug('not told unless it is asked for')
  })
  expect(ended).toMatchObject({ level: 30, name: 'worker', msg: 'run ended', run: 'run-1', status: 'succeeded', pid: process.pid })
  expect(ended?.['time']).toBeGreaterThanOrEqual(before)
  expect(failed).toMatchObject({ level: 50, run: 'run-2', msg: 'run given up', err: { type: 'Error', message: 'disk\nfull' } })
  expect(hidden).toMatchObject({ level: 40, msg: 'odd' })
  expect(JSON.stringify(hidden)).not.toContain('canary')
})

it('logs from the level on that the environment names; one that there is not is refused with those that there are', () => {
  const all = (to: ReturnType<typeof programLog>): void => {
    to.debug('a')
    to.info('b')
    to.warn('c')
  }
  const told = (level: string) => logged({ SLUICE_LOG_LEVEL: level }, all).map(({ msg }) => msg)
  expect(told('debug')).toEqual(['a', 'b', 'c'])
  expect(told('warn')).toEqual(['c'])
  expect(told('silent')).toEqual([])
  expect(() => told('loud')).toThrow('SLUICE_LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace')
})
