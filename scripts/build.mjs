/** Builds everything without starting it. `--production` then leaves only the packages that the built programs need. */
import { build, keepProductionPackages, StepError } from './steps.mjs'

const say = (line) => process.stdout.write(`  ${line}\n`)

try {
  await build(say)
  if (process.argv.includes('--production')) await keepProductionPackages(say)
} catch (error) {
  if (!(error instanceof StepError)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
}
