import { runProgram } from '@sluice/program'
import { readConfig } from './config.ts'
import { startServer } from './start.ts'

await runProgram('server', async (log) => {
  const { address, stop } = await startServer(readConfig(process.env), log)
  return { facts: { address }, stop }
})
