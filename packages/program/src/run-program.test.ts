import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

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
