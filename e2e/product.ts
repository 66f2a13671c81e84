import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const START_TIMEOUT_MS = 120_000

/** Starts the product as a person does, in a fresh data folder, and leaves its address and sign-in link in the environment. */
export default async function startProduct(): Promise<(() => Promise<void>) | undefined> {
  // A product that runs already, for writing journeys: its link must be fresh.
  if (process.env['SLUICE_E2E_LINK'] !== undefined) return undefined
  const data = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
  // As root the embedded PostgreSQL runs as another account, which must be able to walk here.
  chmodSync(data, 0o755)
  const child = spawn(process.execPath, ['scripts/begin.cjs', 'start', '--port', '0', '--data', data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'en_GB.UTF-8', LC_ALL: 'C' },
  })
  const link = await signInLink(child)
  process.env['SLUICE_E2E_LINK'] = link
  process.env['SLUICE_E2E_ADDRESS'] = new URL(link).origin
  process.env['SLUICE_E2E_DATA'] = data
  return async () => {
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    const code = await exited
    rmSync(data, { recursive: true, force: true })
    if (code !== 0) throw new Error(`the product ended with ${String(code)} after Ctrl-C`)
  }
}

function signInLink(child: ChildProcess): Promise<string> {
  let output = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the product did not start:\n${output}`)), START_TIMEOUT_MS)
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const link = /Sign in[^\n]*?(http:\/\/\S+)/.exec(output)?.[1]
      if (link === undefined) return
      clearTimeout(timer)
      resolve(link)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`the product ended with ${String(code)}:\n${output}`)))
  })
}
