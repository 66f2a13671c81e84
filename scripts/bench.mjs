import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'
import { findChromium } from './testing/chromium.mjs'

/** Runs a benchmark of `bench/` from its sources; the engine that it measures is bundled as it is shipped. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [name, ...rest] = process.argv.slice(2)
// What runs in a browser is beside the browser's journeys: it needs their types and their drivers.
const entry = name === 'browser' ? [join(root, 'e2e/speed/feel.ts'), ...rest] : [join(root, 'bench/main.ts'), ...process.argv.slice(2)]
const env = { ...process.env }
if (name === 'browser') env.SLUICE_CHROMIUM = await findChromium((line) => process.stdout.write(`${line}\n`))
if (name === 'reliability') {
  // Trials kill programs as they are shipped, but for an engine that can be told where to die.
  const folder = 'node_modules/.cache/sluice-trials'
  await bundle(root, folder, { engine: 'bench/reliability/crashing-engine.ts' })
  env.SLUICE_TRIAL_PROGRAMS = join(root, folder)
}
const bench = spawn(process.execPath, ['--import', 'tsx', ...entry], {
  cwd: root,
  env,
  stdio: 'inherit',
})
bench.on('exit', (code) => {
  process.exitCode = code ?? 1
})
