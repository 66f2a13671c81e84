import { build, root, StepError } from './steps.mjs'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const say = (line) => process.stdout.write(`  ${line}\n`)

try {
  process.stdout.write('Sluice\n')
  await build(say)
  const { main } = await import(pathToFileURL(join(root, 'dist/cli.js')).href)
  process.exitCode = await main(['start', ...process.argv.slice(2)])
} catch (error) {
  if (!(error instanceof StepError)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
}
