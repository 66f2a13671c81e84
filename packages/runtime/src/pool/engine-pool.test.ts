import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { ManifestFailure } from '@sluice/engine/manifest'
import { Events, job, lives, scriptedPool } from '../../test/host.ts'
import { EngineFailure } from './engine-pool.ts'

test('a run gives its events in order, the last one being its result', async () => {
  const pool = scriptedPool()
  const events = new Events()
  const result = await pool.run(await job('many-events'), events.take)
  expect(result.status).toBe('succeeded')
  expect(events.all[0]?.type).toBe('run-started')
  expect(events.all.at(-1)).toEqual(result)
  expect(events.all.flatMap((e) => (e.type === 'node-status' ? [e.node] : []))).toEqual(['n1000', 'n2000', 'n3000', 'n4000', 'n5000'])
  const counts = events.all.flatMap((e) => (e.type === 'counts' ? [e] : []))
  expect(counts.at(-1)).toMatchObject({ final: true, nodes: { a: { passed: 5_000 } } })
  expect(counts.length).toBeLessThan(100)
})

test('the next batch waits until the host has taken the last', async () => {
  const pool = scriptedPool()
  let inHand = 0
  let most = 0
  await pool.run(await job('many-events'), async () => {
    most = Math.max(most, ++inHand)
    await new Promise((resolve) => setImmediate(resolve))
    inHand--
  })
  expect(most).toBe(1)
})

test('the scratch folder is made for the run and removed after it', async () => {
  const pool = scriptedPool()
  const events = new Events()
  const j = await job('tell')
  await pool.run(j, events.take)
  expect(events.logged()['work']).toBe('made')
  expect(existsSync(j.folders.work)).toBe(false)
})

test('a scratch folder that holds something is refused and kept', async () => {
  const pool = scriptedPool()
  const j = await job('tell')
  await mkdir(j.folders.work)
  await writeFile(join(j.folders.work, 'precious.csv'), 'a')
  const result = await pool.run(j, () => undefined)
  expect(result).toMatchObject({ status: 'failed', problems: [{ code: 'work-folder-in-use' }] })
  expect(existsSync(join(j.folders.work, 'precious.csv'))).toBe(true)
})

test('secrets travel over the pipe alone and come back hidden', async () => {
  vi.stubEnv('SLUICE_SECRET_TOKEN', 'canary-4711')
  const pool = scriptedPool()
  const events = new Events()
  await pool.run(await job('tell', { secrets: { token: 'canary-4711' } }), events.take)
  expect(events.logged()).toMatchObject({ token: '[•••]', length: 11 })
  expect(JSON.stringify(events.all)).not.toContain('canary-4711')
  expect(events.logged()['env']).not.toContain('SLUICE_SECRET')
  const thrown = await pool.run(await job('throw', { secrets: { token: 'canary-4711' } }), () => undefined)
  expect(thrown).toMatchObject({ status: 'failed', problems: [{ code: 'internal-error', params: { message: 'no luck with •••' } }] })
  vi.unstubAllEnvs()
})

test('cancel ends a run that listens, and its process is not used again', async () => {
  const pool = scriptedPool()
  const [before] = pool.pids
  const events = new Events()
  const abort = new AbortController()
  const running = pool.run(await job('wait'), events.take, { signal: abort.signal })
  await events.first('run-started')
  abort.abort()
  expect(await running).toMatchObject({ status: 'cancelled', problems: [] })
  expect(pool.pids).not.toContain(before)
})

test('cancel kills a process that does not listen within 2 seconds', async () => {
  const pool = scriptedPool()
  const [pid = 0] = pool.pids
  const events = new Events()
  const abort = new AbortController()
  const j = await job('deaf')
  const running = pool.run(j, events.take, { signal: abort.signal })
  await events.first('counts')
  const asked = performance.now()
  abort.abort()
  expect(await running).toMatchObject({ status: 'cancelled', nodes: { a: { passed: 7 } }, outputs: [] })
  expect(lives(pid)).toBe(false)
  // The bound is the promise; a second of it is for a machine that is busy.
  expect(performance.now() - asked).toBeLessThan(2_000 + 1_000)
  expect(existsSync(j.folders.work)).toBe(false)
})

test('a run that is cancelled before its turn never starts', async () => {
  const pool = scriptedPool()
  const first = new AbortController()
  const second = new AbortController()
  const events = new Events()
  const blocking = pool.run(await job('wait'), events.take, { signal: first.signal })
  const late = new Events()
  const waiting = pool.run(await job('tell'), late.take, { signal: second.signal })
  await events.first('run-started')
  second.abort()
  expect(await waiting).toMatchObject({ status: 'cancelled' })
  expect(late.all.map((e) => e.type)).toEqual(['run-finished'])
  first.abort()
  await blocking
})

test('a process that is killed gives a failed run with what is known of it', async () => {
  const pool = scriptedPool()
  const events = new Events()
  const j = await job('crash')
  const result = await pool.run(j, events.take)
  expect(result).toMatchObject({ status: 'failed', nodes: { a: { passed: 7 } }, outputs: [], problems: [{ code: 'engine-crashed', params: { exit: 'SIGKILL' } }] }) // prettier-ignore
  expect(events.all.at(-1)).toEqual(result)
  expect(existsSync(j.folders.work)).toBe(false)
  expect(await pool.run(await job('tell'), () => undefined)).toMatchObject({ status: 'succeeded' })
})

test.skipIf(process.platform === 'win32')('what a dying process said is heard although its exit is told first', async () => {
  const pool = scriptedPool()
  const result = await pool.run(await job('last-word'), () => undefined)
  expect(result).toMatchObject({ status: 'failed', nodes: { a: { passed: 7 } }, problems: [{ code: 'engine-crashed' }] })
})

test('a run over its memory limit is ended as failed', async () => {
  const pool = scriptedPool()
  const result = await pool.run(await job('hog', { limits: { memoryMb: 300, threads: 1 } }), () => undefined)
  expect(result).toMatchObject({ status: 'failed', problems: [{ code: 'memory-limit', params: { limitMb: 300 } }] })
})

test('a run over its time limit is ended as failed', async () => {
  const pool = scriptedPool()
  const result = await pool.run(await job('wait', { limits: { memoryMb: 768, threads: 1, timeMs: 50 } }), () => undefined)
  expect(result).toMatchObject({ status: 'failed', problems: [{ code: 'time-limit' }] })
})

test('a host that can not write the commit down: the run says so, not that it was taken away', async () => {
  const pool = scriptedPool()
  const host = () => Promise.reject(new ManifestFailure('committing', 'm.json', 'EIO'))
  const finished = await pool.run(await job('ask'), () => undefined, { host })
  expect(finished).toMatchObject({ status: 'failed', problems: [{ code: 'commit-not-noted', params: { path: 'm.json', reason: 'EIO' } }] })
})

test('a host that fails to take an event gets its own error back and the run stops', async () => {
  const pool = scriptedPool()
  const running = pool.run(await job('wait'), () => Promise.reject(new Error('database gone')))
  await expect(running).rejects.toThrow('database gone')
})

test('an answer or a failure comes back for requests that are not runs', async () => {
  const pool = scriptedPool()
  const { folders } = await job('probe')
  const probe = { type: 'source.csv', config: {}, folders, secrets: {}, connections: {}, allowedHosts: [] }
  expect(await pool.probe(probe)).toEqual({ config: { type: 'source.csv' }, problems: [] })
  const failing = pool.tablePage({ file: '/nowhere', offset: 0, limit: 1 })
  await expect(failing).rejects.toBeInstanceOf(EngineFailure)
  await expect(failing).rejects.toMatchObject({ problem: { code: 'internal-error' } })
})
