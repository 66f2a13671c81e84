import { expect, test } from 'vitest'
import { Events, job, lives, scriptedPool } from '../../test/host.ts'
import type { EnginePool } from './engine-pool.ts'

const pidOf = async (pool: EnginePool, script: string, workspace: string): Promise<number> => {
  const events = new Events()
  await pool.run(await job(script), events.take, { workspace })
  return Number(events.logged()['pid'])
}

test('a process is used again by its workspace, never by another', async () => {
  const pool = scriptedPool()
  const first = await pidOf(pool, 'tell', 'a')
  expect(await pidOf(pool, 'tell', 'a')).toBe(first)
  const other = await pidOf(pool, 'tell', 'b')
  expect(other).not.toBe(first)
  expect(lives(first)).toBe(false)
})

test('a process is not used again after a failed run', async () => {
  const pool = scriptedPool()
  const first = await pidOf(pool, 'tell', 'a')
  await pool.run(await job('fail'), () => undefined, { workspace: 'a' })
  expect(await pidOf(pool, 'tell', 'a')).not.toBe(first)
})

test('a process ends after 100 jobs', async () => {
  const pool = scriptedPool()
  const pids = new Set<number>()
  for (let i = 0; i < 101; i++) pids.add(await pidOf(pool, 'tell', 'a'))
  expect(pids.size).toBe(2)
})

test('jobs wait for their turn, at most as many at once as there may be processes', async () => {
  const pool = scriptedPool({ max: 2, warm: 0 })
  const pids = await Promise.all(Array.from({ length: 6 }, () => pidOf(pool, 'tell', 'a')))
  expect(new Set(pids).size).toBeLessThanOrEqual(2)
  expect(pool.pids.length).toBeLessThanOrEqual(2)
})

test('close ends every process, busy ones too, and no run is left without its end', async () => {
  const pool = scriptedPool({ max: 2, warm: 2 })
  const events = new Events()
  const running = pool.run(await job('deaf'), events.take)
  await events.first('counts')
  const { pids } = pool
  await pool.close()
  expect(await running).toMatchObject({ status: 'failed', problems: [{ code: 'engine-crashed' }] })
  expect(pids.filter(lives)).toEqual([])
  expect(await pool.run(await job('tell'), () => undefined)).toMatchObject({ status: 'cancelled' })
})

test('an entry that does not start is told as such', async () => {
  const pool = scriptedPool({ entry: { file: '/nowhere/engine.js', execArgv: [] } })
  const result = await pool.run(await job('tell'), () => undefined)
  expect(result).toMatchObject({ status: 'failed', problems: [{ code: 'engine-start-failed' }] })
})
