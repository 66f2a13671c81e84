import { buildPrograms, root, StepError } from './steps.mjs'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

// Progress goes to the error stream: standard output belongs to the command.
const say = (line) => process.stderr.write(`  ${line}\n`)

try {
  await buildPrograms(say)
  // npm runs scripts in the package's folder; paths belong to where the person stands.
  if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
  const { main } = await import(pathToFileURL(join(root, 'dist/cli.js')).href)
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof StepError)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 2
}
