/**
 * Runs the steps of the Dockerfile one by one on a clean Debian root, where no container engine is at hand: each stage is a
 * folder made by debootstrap with this Node.js in it, RUN is a chroot. Ends by starting the image's command as its user and
 * asking its health. Linux, as root, with debootstrap and what it downloads from Debian's mirror.
 *
 *     node scripts/try-dockerfile.mjs [--keep] [--folder FOLDER]
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { root } from './steps.mjs'

const { values } = parseArgs({ options: { keep: { type: 'boolean' }, folder: { type: 'string' } } })
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'sluice-image-'))
const say = (line) => process.stdout.write(`${line}\n`)
const run = (command, args, options = {}) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options })

/** A clean Debian with Node.js in it: what the base image is. */
function baseRoot() {
  const base = join(folder, 'base')
  if (existsSync(join(base, 'usr/local/bin/node'))) return base
  say('debootstrap bookworm')
  run('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', base])
  const prefix = dirname(dirname(process.execPath))
  mkdirSync(join(base, 'usr/local/lib/node_modules'), { recursive: true })
  cpSync(process.execPath, join(base, 'usr/local/bin/node'))
  cpSync(join(prefix, 'lib/node_modules/npm'), join(base, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true })
  for (const name of ['npm', 'npx']) {
    writeFileSync(
      join(base, 'usr/local/bin', name),
      `#!/usr/local/bin/node\nrequire('/usr/local/lib/node_modules/npm/bin/${name}-cli.js')\n`,
      { mode: 0o755 },
    )
  }
  // How this machine reaches the package registry is no part of the image.
  cpSync('/etc/resolv.conf', join(base, 'etc/resolv.conf'), { dereference: true })
  if (existsSync('/etc/hosts')) cpSync('/etc/hosts', join(base, 'etc/hosts'), { dereference: true })
  for (const file of [join(homedir(), '.npmrc'), process.env.NODE_EXTRA_CA_CERTS, process.env.NPM_CONFIG_CAFILE]) {
    if (file !== undefined && existsSync(file)) cpSync(file, join(base, file), { recursive: true, dereference: true })
  }
  run('chroot', [base, 'useradd', '--create-home', '--uid', '1000', 'node'])
  return base
}

/** The instructions of the Dockerfile with their arguments; a line that ends with a backslash goes on. */
const instructions = readFileSync(join(root, 'Dockerfile'), 'utf8')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.split(' ', 1)[0], rest: line.slice(line.indexOf(' ') + 1).trim() }))

const stages = new Map()
let stage
const inStage = (path) => join(stage.root, path.startsWith('/') ? path : join(stage.workdir, path))

function copy(rest) {
  const from = /^--from=(\S+)\s+/.exec(rest)
  const parts = rest.slice(from?.[0].length ?? 0).split(/\s+/)
  const target = parts.at(-1)
  for (const source of parts.slice(0, -1)) {
    if (from === null) {
      // A clean checkout: exactly what is committed.
      run('sh', ['-c', `git -C "${root}" archive HEAD | tar -x -C "${inStage(target)}"`])
      continue
    }
    const into = target.endsWith('/') ? join(inStage(target), basename(source)) : inStage(target)
    mkdirSync(dirname(into), { recursive: true })
    run('cp', ['-a', join(stages.get(from[1]).root, source), into])
  }
}

function perform({ name, rest }) {
  switch (name) {
    case 'FROM': {
      const as = / AS (\S+)$/.exec(rest)
      stage = { root: join(folder, as?.[1] ?? 'final'), workdir: '/', env: {}, user: 'root', command: [] }
      stages.set(as?.[1] ?? 'final', stage)
      rmSync(stage.root, { recursive: true, force: true })
      run('cp', ['-a', baseRoot(), stage.root])
      return
    }
    case 'WORKDIR':
      stage.workdir = rest
      mkdirSync(inStage(rest), { recursive: true })
      return
    case 'ENV':
      stage.env[rest.slice(0, rest.indexOf('='))] = rest.slice(rest.indexOf('=') + 1)
      return
    case 'COPY':
      return copy(rest)
    case 'RUN':
      run('chroot', [stage.root, 'sh', '-c', `cd ${stage.workdir} && ${rest}`], { env: { ...process.env, ...stage.env, HOME: homedir() } })
      return
    case 'USER':
      stage.user = rest
      return
    case 'ENTRYPOINT':
    case 'CMD':
      stage.command.push(...JSON.parse(rest))
      return
    case 'VOLUME':
    case 'EXPOSE':
    case 'HEALTHCHECK':
      return
    default:
      throw new Error(`the Dockerfile has an instruction that this script does not know: ${name}`)
  }
}

/** Starts the image as its user on loopback (no owner has a password yet) and waits until it is healthy; then stops it. */
async function tryImage() {
  const port = 4_417
  const command = [...stage.command.slice(0, 3), '--port', String(port)].join(' ')
  // In a mount namespace of its own: nothing of it is left when the process ends, and nothing of this machine can be removed with the folder.
  const mounts = `mount --rbind /proc "${stage.root}/proc" && mount --rbind /dev "${stage.root}/dev"`
  const inside = `exec chroot --userspec ${stage.user}:${stage.user} "${stage.root}" sh -c 'cd ${stage.workdir} && exec ${command}'`
  const environment = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/home/node', ...stage.env }
  const child = spawn('unshare', ['--mount', 'sh', '-c', `${mounts} && ${inside}`], { env: environment, stdio: 'inherit' })
  try {
    for (let tries = 0; ; tries++) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/health`).then(
        (r) => r.json(),
        () => undefined,
      )
      if (answer?.ok === true) break
      if (tries > 240 || child.exitCode !== null) throw new Error('the image did not become healthy')
      await delay(500)
    }
    say('healthy')
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
  }
  say(`stopped with ${child.exitCode}`)
}

try {
  for (const instruction of instructions) {
    const began = Date.now()
    perform(instruction)
    say(`${instruction.name} ${instruction.rest.slice(0, 90)}  (${((Date.now() - began) / 1_000).toFixed(1)} s)`)
  }
  say(
    `size of the image without its base: ${
      run('du', ['-sm', join(stage.root, 'opt/sluice')])
        .toString()
        .split('\t')[0]
    } MB`,
  )
  await tryImage()
  say('1 passed, 0 failed')
} finally {
  if (values.keep !== true) rmSync(folder, { recursive: true, force: true })
}
