import { createWriteStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { childrenOf, folderWith, lastLine, start, type Running } from './cli.ts'
import { adults } from './flows.ts'

// Real processes from sources take seconds to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

/** Enough rows that the run is still going on when it is hit. */
async function bigFolder(): Promise<string> {
  const folder = await folderWith({ 'flow.json': adults })
  const file = createWriteStream(join(folder, 'people.csv'))
  file.write('name,age\n')
  const block = Array.from({ length: 50_000 }, (_, i) => ` Person number ${i} ,${i % 90}\n`).join('')
  for (let i = 0; i < 30; i++) if (!file.write(block)) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
  return folder
}

/** Starts the run and waits until a node is at work. */
const startBig = async (node: string): Promise<{ folder: string; running: Running }> => {
  const folder = await bigFolder()
  const running = start(['run', join(folder, 'flow.json'), '--json', '--out', join(folder, 'out')])
  await running.says(`"node":"${node}","status":"running"`)
  return { folder, running }
}

test('Ctrl-C ends a run as cancelled with exit code 130 and leaves nothing half-written', async () => {
  const { folder, running } = await startBig('people')
  running.child.kill('SIGINT')
  const ended = await running.ended
  expect(ended.code).toBe(130)
  expect(lastLine(ended)).toMatchObject({ status: 'cancelled', outputs: [] })
  expect(await readdir(join(folder, 'out'))).toEqual([])
})

test.skipIf(process.platform !== 'linux')(
  'kill -9 of the engine process fails the run truthfully and leaves nothing half-written (needs /proc)',
  async () => {
    const { folder, running } = await startBig('out')
    const [engine = 0] = childrenOf(running.child.pid ?? 0)
    process.kill(engine, 'SIGKILL')
    const ended = await running.ended
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('"code":"engine-crashed"')
    expect(lastLine(ended)).toMatchObject({ status: 'failed', outputs: [] })
    expect(await readdir(join(folder, 'out'))).toEqual([])
  },
)
