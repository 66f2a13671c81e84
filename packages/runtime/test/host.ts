import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunEvent, RunJob } from '@sluice/engine'
import { emptyFlow } from '@sluice/flow'
import { afterEach } from 'vitest'
import { EnginePool, type EngineEntry, type PoolOptions } from '../src/index.ts'

/** The scripted engine of the tests. */
const scripted: EngineEntry = { file: join(process.env['SLUICE_TEST_PROGRAMS'] ?? '', 'scripted-engine.js'), execArgv: [] }

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-pool-'))
  ending.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export function scriptedPool(options: Partial<PoolOptions> = {}): EnginePool {
  const pool = new EnginePool({ max: 1, warm: 1, entry: scripted, ...options })
  ending.push(() => pool.close())
  return pool
}

/** A job whose flow's name is what the scripted engine does. */
export async function job(script: string, changes: Partial<RunJob> = {}): Promise<RunJob> {
  const folder = await scratch()
  return {
    runId: 'r1',
    attempt: 1,
    flow: emptyFlow(script),
    parameters: {},
    folders: { input: folder, output: folder, work: join(folder, 'work') },
    limits: { memoryMb: 768, threads: 1 },
    secrets: {},
    connections: {},
    allowedHosts: [],
    now: '2026-01-01T00:00:00Z',
    zone: 'UTC',
    rejectSample: 10,
    ...changes,
  }
}

/** Collects events; `first` resolves at the first one that passes the test. */
export class Events {
  readonly all: RunEvent[] = []
  readonly #awaited: { test: (event: RunEvent) => boolean; found: () => void }[] = []

  readonly take = (event: RunEvent): void => {
    this.all.push(event)
    for (const { test, found } of this.#awaited) if (test(event)) found()
  }

  first(type: RunEvent['type']): Promise<void> {
    return new Promise((found) => {
      if (this.all.some((e) => e.type === type)) found()
      this.#awaited.push({ test: (e) => e.type === type, found })
    })
  }

  logged(): Readonly<Record<string, string | number>> {
    return this.all.flatMap((e) => (e.type === 'log' ? [e.params] : []))[0] ?? {}
  }
}

/** True while a process with this pid exists. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
