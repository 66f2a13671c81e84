import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Runs a benchmark of `bench/` from its sources; the engine that it measures is bundled as it is shipped. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bench = spawn(process.execPath, ['--import', 'tsx', join(root, 'bench/main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
bench.on('exit', (code) => {
  process.exitCode = code ?? 1
})
