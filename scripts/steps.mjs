/** The steps that take a clean clone to something that runs: install, generate, build. Each is skipped when nothing changed. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const PNPM = 'pnpm@10.34.9'
const MINIMUM_FREE_BYTES = 1_500 * 1024 * 1024

/** A failure that a person can mend: the message says what to do. No stack is shown. */
export class StepError extends Error {}

function filesUnder(folder, list = []) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'generated', '.git', 'test-results'].includes(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) filesUnder(path, list)
    else if (entry.isFile()) list.push(path)
  }
  return list
}

/** A hash over the content of files and folders. */
function digest(paths) {
  const hash = createHash('sha256')
  for (const path of paths.map((p) => join(root, p)).filter((p) => existsSync(p))) {
    const files = path.includes('.') && !readdirSafe(path) ? [path] : filesUnder(path).sort()
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file))
  }
  return hash.update(process.versions.node).digest('hex')
}

function readdirSafe(path) {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

/** Runs `work` unless the inputs are as they were when it last succeeded and what it made is still there. */
async function step(name, label, inputs, made, work, say) {
  const stampFile = join(root, 'node_modules', '.sluice', `${name}.stamp`)
  const stamp = digest(inputs)
  const fresh = made.every((p) => existsSync(join(root, p))) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
  if (fresh) return
  const began = Date.now()
  say(`${label} …`)
  rmSync(stampFile, { force: true })
  await work()
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
  say(`${label}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`)
}

/** Runs a program; its output is shown only when it fails. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npx',
      ...options,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output = (output + chunk).slice(-20_000)))
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve(output)
      else reject(new StepError(`${[command, ...args].join(' ').slice(0, 200)} failed:\n${output.trim()}`))
    })
  })
}

async function install() {
  const free = statfsSync(root)
  if (free.bavail * free.bsize < MINIMUM_FREE_BYTES) {
    throw new StepError(`Not enough space in ${root}: installing needs about 1.5 GB. Free some space and try again.`)
  }
  await runQuietly('npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], { env: { ...process.env, CI: 'true' } })
}

/** Installs packages and makes the database client; enough for tests and development. */
export async function prepare(say) {
  await step(
    'install',
    'Installing packages',
    ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'],
    ['node_modules/typescript', 'node_modules/.modules.yaml'],
    install,
    say,
  )
  await step(
    'generate',
    'Making the database client',
    ['prisma/schema.prisma', 'prisma/generate.mjs'],
    ['prisma/generated/client.ts'],
    () => runQuietly(process.execPath, [join(root, 'prisma/generate.mjs')]),
    say,
  )
}

/** Bundles the programs into `dist/`. */
export async function buildPrograms(say) {
  await prepare(say)
  const inputs = [
    'packages',
    'apps/server/src',
    'apps/worker/src',
    'apps/cli/src',
    'examples',
    'scripts/bundle.mjs',
    'pnpm-lock.yaml',
    'prisma/schema.prisma',
  ]
  const bundlePrograms = async () => {
    const { bundle } = await import('./bundle.mjs')
    await bundle(root)
  }
  await step('programs', 'Building the programs', inputs, ['dist/cli.js'], bundlePrograms, say)
}

/** Bundles the programs and the web application. */
export async function build(say) {
  await buildPrograms(say)
  const inputs = ['packages/flow', 'packages/plan', 'packages/catalog', 'packages/contract', 'apps/web', 'pnpm-lock.yaml']
  const vite = () =>
    runQuietly(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: join(root, 'apps/web'),
    })
  await step('web', 'Building the web application', inputs, ['apps/web/dist/index.html'], vite, say)
}

/** The programs whose packages are needed to run; those of the web application are in its bundle. */
const PROGRAMS = ['server', 'worker', 'cli'].flatMap((name) => ['--filter', `@sluice/${name}...`])

/** Installs anew without the packages that only building and testing need. */
export async function keepProductionPackages(say) {
  say('Leaving out what only building needs …')
  rmSync(join(root, 'node_modules'), { recursive: true, force: true })
  await runQuietly('npx', ['--yes', PNPM, ...PROGRAMS, 'install', '--prod', '--frozen-lockfile'], { env: { ...process.env, CI: 'true' } })
}
