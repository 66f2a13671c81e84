import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { AskHost, RunEvent, RunJob } from '@sluice/engine'
import { serve } from '../src/process/serve.ts'

/** An engine process whose behaviour is the name of the flow it is given. */
const NONE = { in: {}, out: {}, passed: 0, created: 0, merged: 0, filtered: 0, rejected: 0 }
const finished = (status: 'succeeded' | 'failed' | 'cancelled', code = 'missing-file'): RunEvent => ({
  type: 'run-finished',
  status,
  durationMs: 1,
  nodes: {},
  outputs: [],
  problems: status === 'failed' ? [{ severity: 'error', code }] : [],
})

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const keepAlive = setInterval(() => undefined, 1_000)
    signal.addEventListener('abort', () => {
      clearInterval(keepAlive)
      resolve()
    })
  })

/** Says one thing more over this process's pipe once it is gone: what a host reads after it heard of the exit. */
async function lastWord(events: readonly RunEvent[]): Promise<void> {
  const words = `${JSON.stringify({ kind: 'events', events })}\n`
  const script = `const t = setInterval(() => { try { process.kill(${process.pid}, 0) } catch { clearInterval(t); fs.writeSync(3, ${JSON.stringify(words)}) } }, 5)`
  const pipe =
    process.channel !== undefined && 'fd' in process.channel && typeof process.channel.fd === 'number' ? process.channel.fd : 'ignore'
  const heir = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', pipe] })
  await new Promise((resolve) => heir.once('spawn', resolve))
}

async function run(job: RunJob, emit: (event: RunEvent) => void, signal: AbortSignal, ask: AskHost): Promise<void> {
  emit({ type: 'run-started', at: job.now })
  switch (job.flow.name) {
    case 'many-events':
      for (let rows = 1; rows <= 5_000; rows++) {
        if (rows % 1_000 === 0) emit({ type: 'node-status', node: `n${rows}`, status: 'done', at: new Date().toISOString() })
        emit({ type: 'counts', nodes: { a: { ...NONE, passed: rows } }, final: rows === 5_000 })
      }
      break
    case 'wait':
      await untilAborted(signal)
      emit(finished('cancelled'))
      return
    case 'deaf':
      emit({ type: 'counts', nodes: { a: { ...NONE, passed: 7 } }, final: false })
      await untilAborted(new AbortController().signal)
      return
    case 'crash':
      emit({ type: 'counts', nodes: { a: { ...NONE, passed: 7 } }, final: false })
      // An answer means that the host has taken everything before it.
      await ask({ type: 'apply', node: 'a' })
      process.kill(process.pid, 'SIGKILL')
      await untilAborted(new AbortController().signal)
      return
    case 'last-word':
      await ask({ type: 'apply', node: 'a' })
      await lastWord([{ type: 'counts', nodes: { a: { ...NONE, passed: 7 } }, final: false }])
      process.kill(process.pid, 'SIGKILL')
      await untilAborted(new AbortController().signal)
      return
    case 'hog': {
      const held: Buffer[] = []
      while (!signal.aborted) {
        held.push(Buffer.alloc(16 << 20, held.length))
        await delay(5)
      }
      emit(finished('cancelled'))
      return
    }
    case 'ask': {
      const answer = await ask({ type: 'apply', node: 'a' })
      emit(answer === 'stop' ? finished('failed', 'lease-lost') : finished('succeeded'))
      return
    }
    case 'fail':
      emit(finished('failed'))
      return
    case 'throw':
      throw new Error(`no luck with ${job.secrets['token'] ?? ''}`)
    case 'tell':
      emit({ type: 'log', level: 'info', code: 'tell', params: { pid: process.pid, argv: process.argv.join(' '), env: JSON.stringify(process.env), work: existsSync(job.folders.work) ? 'made' : 'none', token: `[${job.secrets['token'] ?? ''}]`, length: job.secrets['token']?.length ?? 0 } }) // prettier-ignore
      break
  }
  emit(finished('succeeded'))
}

serve({
  run,
  preview: async (_job, signal) => {
    await untilAborted(signal)
    throw new Error('stopped')
  },
  probe: (job) => Promise.resolve({ config: { type: job.type }, problems: [] }),
  tablePage: (job) => Promise.reject(new Error(`no such file: ${job.file}`)),
  explain: () => undefined,
})
