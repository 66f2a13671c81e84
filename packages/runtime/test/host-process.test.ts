import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { lives, scratch } from './host.ts'

const tsx = ['--import', import.meta.resolve('tsx')]

test('a host that is killed leaves no engine process and no scratch folder behind', async () => {
  const folder = await scratch()
  const host = spawn(process.execPath, [...tsx, fileURLToPath(new URL('./doomed-host.ts', import.meta.url)), folder], { stdio: ['ignore', 'pipe', 'inherit'] }) // prettier-ignore
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]()
  const pids = String((await lines.next()).value)
    .split(' ')
    .map(Number)
  expect(pids).toHaveLength(2)
  expect(existsSync(join(folder, 'work'))).toBe(true)
  host.kill('SIGKILL')
  await once(host, 'exit')
  await vi.waitFor(() => { expect(pids.filter(lives)).toEqual([]) }, { timeout: 10_000 }) // prettier-ignore
  expect(existsSync(join(folder, 'work'))).toBe(false)
})

test('importing the pool loads no DuckDB', async () => {
  const script = `
    await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)})
    process.stdout.write(process.report.getReport().sharedObjects.join('\\n'))`
  const { stdout } = await promisify(execFile)(process.execPath, [...tsx, '--input-type=module', '-e', script])
  expect(stdout).toContain('libc')
  expect(stdout).not.toContain('duckdb')
})
