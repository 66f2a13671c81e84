import { emptyFlow } from '@sluice/flow'
import { EnginePool } from '../src/index.ts'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** A host that starts a deaf run in the folder it is given, says its engine's pids, and waits to be killed. */
const folder = process.argv[2] ?? ''
const entry = { file: fileURLToPath(new URL('./scripted-engine.ts', import.meta.url)), execArgv: ['--import', import.meta.resolve('tsx')] }
const pool = new EnginePool({ max: 2, warm: 2, entry })
await pool.run(
  {
    runId: 'r1',
    attempt: 1,
    flow: emptyFlow('deaf'),
    parameters: {},
    folders: { input: folder, output: folder, work: join(folder, 'work') },
    limits: { memoryMb: 768, threads: 1 },
    secrets: {},
    connections: {},
    allowedHosts: [],
    now: '2026-01-01T00:00:00Z',
    zone: 'UTC',
    rejectSample: 10,
  },
  (event) => {
    if (event.type === 'counts') process.stdout.write(`${pool.pids.join(' ')}\n`)
  },
)
