import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle } from '../bundle.mjs'

const root = join(import.meta.dirname, '../..')

/** Bundles the programs once for all tests that start one: from its sources each start would take a second more. */
export async function setup() {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'sluice-test-programs-'))
  await bundle(root, folder, {
    'target-engine': 'packages/runtime/test/target-engine.ts',
    'crashing-engine': 'bench/reliability/crashing-engine.ts',
    'scripted-engine': 'packages/runtime/test/scripted-engine.ts',
    'run-scheduler': 'packages/store/test/run-scheduler.ts',
    'migrate-once': 'packages/store/test/migrate-once.ts',
  })
  process.env['SLUICE_TEST_PROGRAMS'] = folder
  return () => rm(folder, { recursive: true, force: true })
}
