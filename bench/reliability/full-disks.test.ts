import { expect, test, vi } from 'vitest'
import { mayMount } from '../../packages/runtime/test/mounted-disk.ts'
import { fullDisks } from './full-disks.ts'

// A PostgreSQL of its own and whole programs start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

test.skipIf(!mayMount())(
  'the disk of PostgreSQL fills up while runs write into it: every run is done once when there is room (needs the right to mount a tmpfs)',
  async () => {
    const report = await fullDisks({ seed: 2, times: 1, rows: 300, workers: 1, fullMs: 1_000, say: () => undefined })
    expect(report).toMatchObject({ times: 1, lost: 0, doubled: 0, failures: [], facts: { 'servers started again': 0 } })
    expect(report?.facts?.['statements refused']).toBeGreaterThan(0)
  },
)
