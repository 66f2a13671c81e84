import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import product from '../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'sluice-begin-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

// Node.js 16 in what matters: its version, and that it can't load a module which asks for what came later.
writeFileSync(
  join(home, 'old.cjs'),
  `if ((process.argv[1] ?? '').includes('scripts')) {
    Object.defineProperty(process.versions, 'node', { value: '16.20.2' })
    delete require('node:fs').statfsSync
  }`,
)

it.each(['start', 'test', 'run sluice', 'run bench'])('npm %s on an old Node.js says what to do, and nothing else', async (command) => {
  const env = { ...process.env, NODE_OPTIONS: `--require ${join(home, 'old.cjs')}` }
  const ended = await new Promise((resolve) => {
    execFile('npm', ['--silent', ...command.split(' ')], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: error?.code, stdout, stderr: stderr.trim() })
    })
  })
  const stderr = 'Sluice needs Node.js 20.19 or newer; this is 16.20.2. Install a newer one from nodejs.org and try again.'
  expect(ended).toEqual({ code: 1, stdout: '', stderr })
})

it('the first word of npm start is a command of Windows as well', () => {
  const [word = ''] = product.scripts.start.split(' ')
  expect(readFileSync(join(root, `${word}.cmd`), 'utf8')).toContain('@%*')
})

it.skipIf(process.platform === 'win32')('a signal to npm start reaches the program, and npm waits for its end', async () => {
  const folder = join(home, 'product')
  mkdirSync(join(folder, 'scripts'), { recursive: true })
  cpSync(join(root, 'scripts/begin.cjs'), join(folder, 'scripts/begin.cjs'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: product.scripts.start } }))
  const program = `setTimeout(() => process.exit(1), 20_000)
    process.on('SIGTERM', () => process.exit(7))
    console.log('runs with', process.argv.slice(2).join(' '))`
  writeFileSync(join(folder, 'scripts/start.mjs'), program)
  const npm = spawn('npm', ['--silent', 'start', '--', '--port', '1'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(npm.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('runs with --port 1\n')
  npm.kill('SIGTERM')
  expect(await once(npm, 'close')).toEqual([7, null])
})
