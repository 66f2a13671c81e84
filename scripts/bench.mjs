import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildPrograms, root, StepError } from './steps.mjs'

const say = (line) => process.stderr.write(`  ${line}\n`)

try {
  // What is measured is what is shipped.
  await buildPrograms(say)
  const bench = spawn(process.execPath, ['--import', 'tsx', join(root, 'bench/main.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  })
  bench.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
} catch (error) {
  if (!(error instanceof StepError)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 2
}
