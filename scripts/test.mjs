/** `npm test`: everything that CI runs. Ends with `N passed, N failed`. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './testing/chromium.mjs'
import { failedJourneys, failedTests, skippedTests, slowestFiles } from './testing/reports.mjs'
import { build, prepare, root, StepError } from './steps.mjs'

const only = process.argv.slice(2)
const say = (line) => process.stdout.write(`  ${line}\n`)
const reports = mkdtempSync(join(tmpdir(), 'sluice-test-'))
const results = []
const failures = []
const missing = []

/** Runs a tool of the project; one that is `quiet` works beside others, so its output is shown when it has ended. */
function run(name, file, args, { env = {}, quiet = false } = {}) {
  const began = Date.now()
  if (!quiet) process.stdout.write(`\n== ${name}\n`)
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], {
      cwd: root,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: { ...process.env, NO_COLOR: '1', ...env },
    })
    const output = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk))
    child.once('close', (code) => {
      if (quiet) process.stdout.write(`\n== ${name}\n${Buffer.concat(output).toString('utf8')}`)
      process.stdout.write(`== ${name}: ${code === 0 ? 'ok' : `failed (${code})`}, ${((Date.now() - began) / 1000).toFixed(1)} s\n`)
      resolve(code === 0)
    })
  })
}

const check = async (name, file, args) => {
  const ok = await run(name, file, args, { quiet: true })
  results.push({ name, passed: ok ? 1 : 0, failed: ok ? 0 : 1 })
}

/** Reads a JSON report; a run that left none counts as one failure. */
function readCounts(file, count) {
  try {
    return count(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { passed: 0, failed: 1 }
  }
}

const parts = {
  format: () =>
    check('format', 'prettier/bin/prettier.cjs', [
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      'node_modules/.cache/prettier',
      '.',
    ]),
  lint: () => check('types and lint', 'oxlint/bin/oxlint', []),
  arrows: () =>
    check('direction of imports, cycles', 'dependency-cruiser/bin/dependency-cruise.mjs', [
      'packages',
      'apps',
      '--config',
      '.dependency-cruiser.cjs',
    ]),
  dead: () => check('dead code', 'knip/bin/knip.js', []),
  unit: async () => {
    const file = join(reports, 'vitest.json')
    const ok = await run('unit, golden, property and API tests', 'vitest/vitest.mjs', [
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ])
    const { passed, failed } = readCounts(file, (r) => {
      failures.push(...failedTests(r))
      missing.push(...skippedTests(r))
      process.stdout.write(`slowest files:\n${slowestFiles(r).join('\n')}\n`)
      return { passed: r.numPassedTests, failed: r.numFailedTests }
    })
    results.push({ name: 'unit, golden, property and API tests', passed, failed: ok ? failed : Math.max(1, failed) })
  },
  browser: async () => {
    await build(say)
    const chromium = await findChromium(say)
    if (chromium === undefined) {
      missing.push('the browser tests did not run: no Chromium could be found or installed')
      results.push({ name: 'browser tests', passed: 0, failed: 1 })
      return
    }
    const file = join(reports, 'playwright.json')
    // On two slow cores all journeys beside everything else would take too long.
    const left = only.includes('browser') ? [] : ['--grep-invert', '@long']
    if (left.length > 0) missing.push('the long journeys, which `npm test -- browser` does too')
    const ok = await run('browser tests', '@playwright/test/cli.js', ['test', '-c', 'e2e/playwright.config.ts', ...left], {
      env: { SLUICE_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    })
    const { passed, failed } = readCounts(file, (r) => {
      failures.push(...failedJourneys(r))
      return { passed: r.stats.expected + r.stats.flaky, failed: r.stats.unexpected }
    })
    results.push({ name: 'browser tests', passed, failed: ok ? failed : Math.max(1, failed) })
  },
}

try {
  const unknown = only.filter((name) => !Object.hasOwn(parts, name))
  if (unknown.length > 0) throw new StepError(`Unknown part: ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`)
  await prepare(say)
  const wanted = (names) => names.filter((name) => only.length === 0 || only.includes(name))
  const inTurn = async (names) => {
    for (const name of wanted(names)) await parts[name]()
  }
  // The checks that read the code share the cores; what follows has the machine to itself.
  await Promise.all([inTurn(['lint']), inTurn(['format', 'arrows', 'dead'])])
  await inTurn(['unit', 'browser'])
} catch (error) {
  if (!(error instanceof StepError)) throw error
  process.stderr.write(`\n${error.message}\n`)
  results.push({ name: 'preparation', passed: 0, failed: 1 })
} finally {
  rmSync(reports, { recursive: true, force: true })
}

const passed = results.reduce((sum, r) => sum + r.passed, 0)
const failed = results.reduce((sum, r) => sum + r.failed, 0)
process.stdout.write('\n')
for (const r of results) process.stdout.write(`${r.failed === 0 ? 'ok    ' : 'FAILED'} ${r.name}: ${r.passed} passed, ${r.failed} failed\n`)
for (const line of failures) process.stdout.write(`\n${line}\n`)
for (const line of missing) process.stdout.write(`not done: ${line}\n`)
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
