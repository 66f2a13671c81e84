import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { columns, copyCsv, node, runOn } from './flow-run.ts'

const asRoot = (program: string, ...args: readonly string[]): void => void execFileSync(program, args, { stdio: 'ignore' })

/** A file system of 2 MB; undefined where this user may not mount one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-full-'))
  try {
    asRoot('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder)
    return folder
  } catch {
    rmdirSync(folder)
    return undefined
  }
}

const disk = smallDisk()
afterAll(() => {
  if (disk === undefined) return
  asRoot('umount', '-l', disk)
  rmdirSync(disk)
})

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
