import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent, RunJob } from '@sluice/engine'
import { serve } from '../../packages/runtime/src/process/serve.ts'

/** An engine process whose runs are a line in the workspace's folder; the flow named `poison` kills the process that runs it. */
function run(job: RunJob, emit: (event: RunEvent) => void): Promise<void> {
  if (job.flow.name === 'poison') process.kill(process.pid, 'SIGKILL')
  appendFileSync(join(job.folders.input, 'done.txt'), `${job.runId}\n`)
  emit({ type: 'run-started', at: job.now })
  emit({ type: 'run-finished', status: 'succeeded', durationMs: 1, nodes: {}, outputs: [], problems: [] })
  return Promise.resolve()
}

const refuse = (): Promise<never> => Promise.reject(new Error('this engine only runs flows'))

serve({ run, preview: refuse, probe: refuse, tablePage: refuse, explain: () => undefined })
