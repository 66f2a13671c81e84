/**
 * Runs the steps of the Dockerfile one by one on a clean Debian root, where no container engine is at hand: each stage is a
 * folder made by debootstrap with this Node.js in it, RUN is a chroot. Ends by starting the image's command as its user: it has
 * to become healthy, run an example flow, and end with 0 at SIGTERM. Linux, as root, with debootstrap and what it downloads from
 * Debian's mirror.
 *
 *     node scripts/try-dockerfile.mjs [--keep] [--folder FOLDER]
 *     node scripts/try-dockerfile.mjs --again --folder FOLDER      # starts once more what --keep has left there
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { root } from './steps.mjs'

const { values } = parseArgs({ options: { keep: { type: 'boolean' }, again: { type: 'boolean' }, folder: { type: 'string' } } })
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

/**
 * What runs a command in the image: with /proc and /dev, as a container has them, in a mount namespace of its own. Nothing of it is
 * left when the command ends, and nothing of this machine can be removed with the folder.
 */
function inImage(command, user) {
  const mounts = `mount --rbind /proc "${stage.root}/proc" && mount --rbind /dev "${stage.root}/dev"`
  const as = user === undefined ? '' : `--userspec ${user}:${user} `
  const script = `${mounts} && exec chroot ${as}"${stage.root}" sh -c 'cd ${stage.workdir} && ${command}'`
  return ['unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script]]
}

function perform({ name, rest }) {
  switch (name) {
    case 'FROM': {
      const as = / AS (\S+)$/.exec(rest)
      stage = { root: join(folder, as?.[1] ?? 'final'), workdir: '/', env: {}, user: 'root', command: [] }
      stages.set(as?.[1] ?? 'final', stage)
      if (values.again === true) return
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
      if (values.again !== true) copy(rest)
      return
    case 'RUN':
      if (values.again === true) return
      run(...inImage(rest), { env: { ...process.env, ...stage.env, HOME: homedir() } })
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

/** Asks until the answer is there, or gives up. */
async function until(what, ask, child) {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await ask().catch(() => undefined)
    if (answer !== undefined) return answer
    if (child.exitCode !== null) throw new Error(`the image ended before ${what}`)
    await delay(500)
  }
  throw new Error(`given up waiting for: ${what}`)
}

/** Signs in by the one-time link and runs an example flow to its end, as a person does. */
async function runFlow(origin, token, child) {
  let cookie = ''
  const call = async (method, path, body) => {
    const headers = { origin, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const answer = await fetch(origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  await call('POST', '/api/sign-in/link', { token })
  const { flows } = await call('GET', '/api/flows')
  const { id } = await call('POST', `/api/flows/${flows[0].id}/runs`, {})
  const read = async () => {
    const run = await call('GET', `/api/runs/${id}`)
    return run.finishedAt === null ? undefined : run
  }
  const run = await until('the end of a run', read, child)
  if (!run.status.startsWith('succeeded')) throw new Error(`the flow ended as ${run.status}: ${JSON.stringify(run.problems)}`)
  const rows = run.outputs.map((output) => `${output.path} ${output.rows}`).join(', ')
  say(`ran "${run.flowName}": ${run.status}, ${rows}`)
}

/** Processes whose root is the image. */
const processesInside = () =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/root`) === stage.root
    } catch {
      return false
    }
  })

/** Starts the image as its user on loopback (no owner has a password yet): it has to become healthy, run a flow, and end well when told to. */
async function tryImage() {
  const port = 4_417
  const origin = `http://127.0.0.1:${port}`
  const command = [...stage.command.slice(0, 3), '--port', String(port)].join(' ')
  const environment = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/home/node', ...stage.env }
  const child = spawn(...inImage(`exec ${command}`, stage.user), { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
    process.stdout.write(text)
  })
  try {
    await until('it is healthy', async () => ((await (await fetch(`${origin}/api/health`)).json()).ok === true ? true : undefined), child)
    say('healthy')
    const token = await until('the sign-in link', async () => /http:\/\/\S*[#?&/=]([\w-]{20,})/.exec(output)?.[1], child)
    await runFlow(origin, token, child)
  } finally {
    child.kill('SIGTERM')
    await exited
  }
  if (child.exitCode !== 0) throw new Error(`after SIGTERM the image ended with ${child.exitCode ?? child.signalCode}`)
  const left = processesInside()
  if (left.length > 0) throw new Error(`processes of the image are left: ${left.join(' ')}`)
  say('stopped by SIGTERM with 0, no process is left')
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
  if (values.keep !== true && values.again !== true) rmSync(folder, { recursive: true, force: true })
}
