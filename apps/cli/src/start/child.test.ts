import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { isAlive } from '../postgres/process.ts'
import { superviseChild } from './child.ts'

const home = mkdtempSync(join(tmpdir(), 'sluice-child-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const path = (name: string): string => join(home, name)

// Notes each birth; can't start while the file `away` is there, and ends by itself as long as `doomed` is.
const PROGRAM = `import { appendFileSync, existsSync } from 'node:fs'
const at = (name) => process.env.HOME_OF_TEST + '/' + name
appendFileSync(at('births'), process.pid + '\\n')
if (existsSync(at('away'))) process.exit(1)
process.send({ type: 'ready' })
setInterval(() => { if (existsSync(at('doomed'))) process.exit(3) }, 10)`

const births = (): readonly number[] =>
  existsSync(path('births')) ? readFileSync(path('births'), 'utf8').trim().split('\n').map(Number) : []

it('starts a child again and again while what it needs is away, and lets go of it when it is told to stop', async () => {
  writeFileSync(path('child.mjs'), PROGRAM)
  let restarts = 0
  const spec = { name: 'worker', file: path('child.mjs'), execArgv: [], env: { HOME_OF_TEST: home }, logFile: path('log') }
  const child = await superviseChild(spec, () => restarts++)
  writeFileSync(path('away'), '')
  writeFileSync(path('doomed'), '')
  // The one that ended, and at least three that could not start.
  await vi.waitFor(() => expect(births().length).toBeGreaterThan(3), { timeout: 20_000 })
  expect(restarts).toBe(0)
  rmSync(path('doomed'))
  rmSync(path('away'))
  await vi.waitFor(() => expect(restarts).toBe(1), { timeout: 20_000 })
  const last = births().at(-1) ?? 0
  expect(isAlive(last)).toBe(true)
  await child.stop({ patienceMs: 60_000, hurry: new AbortController().signal })
  expect(isAlive(last)).toBe(false)
})

it('says what a child said that could not start', async () => {
  writeFileSync(path('failing.mjs'), `process.send({ type: 'failed', message: 'There is no web application' }, () => process.exit(1))`)
  const spec = { name: 'server', file: path('failing.mjs'), execArgv: [], env: {}, logFile: path('log') }
  const failed = superviseChild(spec, () => undefined)
  await expect(failed).rejects.toMatchObject({ params: { reason: `There is no web application; see ${path('log')}` } })
})

// Ends at the second word only, as a program that lets its work end does.
const PATIENT = `let told = 0
process.on('SIGTERM', () => { if (++told === 2) process.exit(0) })
process.send({ type: 'ready' })
setInterval(() => undefined, 1_000)`

it.each([
  ['its time is over', 10, false],
  ['somebody is in a hurry', 600_000, true],
])('tells a child that is still at work once more when %s, and kills none that ends then', async (_when, patienceMs, isHurried) => {
  writeFileSync(path('patient.mjs'), PATIENT)
  const spec = { name: 'worker', file: path('patient.mjs'), execArgv: [], env: {}, logFile: path('log') }
  const child = await superviseChild(spec, () => undefined)
  const hurry = new AbortController()
  const stopped = child.stop({ patienceMs, hurry: hurry.signal })
  if (isHurried) hurry.abort()
  await stopped
})
