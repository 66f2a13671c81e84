import { runProgram } from '@sluice/program'
import { readConfig } from './config.ts'
import { startWorker } from './worker.ts'

await runProgram('worker', async (log) => {
  const { name, stop } = await startWorker(readConfig(process.env), log)
  return { facts: { worker: name }, stop }
})
