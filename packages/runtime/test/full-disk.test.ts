import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { columns, copyCsv, node, runOn } from './flow-run.ts'
import { smallDisk } from './small-disk.ts'

const disk = smallDisk()

test.skipIf(disk === undefined)(
  'a full disk fails the run and leaves nothing behind (needs the right to mount a small tmpfs)',
  async () => {
    const output = disk ?? ''
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},some text that takes room ${i * 7919}`).join('\n')
    const source = node('in', 'source.csv', { path: 'in.csv', columns: columns('a', 'b') })
    const { folder } = await runOn({ files: { 'in.csv': `a,b\n${rows}\n` }, ...copyCsv(source) })
    const { result } = await runOn({ ...copyCsv(source), job: { folders: { input: folder, output, work: join(output, '.work') } } })
    expect(result).toMatchObject({ status: 'failed', outputs: [] })
    expect(result.problems.map((p) => p.code)).toContain('disk-full')
    expect(readdirSync(output).filter((name) => name !== '.work')).toEqual([])
  },
)
