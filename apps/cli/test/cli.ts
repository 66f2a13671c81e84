import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

const MAIN = join(process.env['SLUICE_TEST_PROGRAMS'] ?? '', 'cli.js')

const ending: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end()
})

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when standard output holds the text. */
  readonly says: (text: string) => Promise<void>
}

/** Starts the real command line as its own process. */
export const start = (args: readonly string[], env?: NodeJS.ProcessEnv): Running => startProgram([MAIN, ...args], env)

function startProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const waiting: { text: string; found: () => void }[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const wait of waiting) if (stdout.includes(wait.text)) wait.found()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'close').then(([code]): Ended => ({ code: typeof code === 'number' ? code : null, stdout, stderr }))
  ending.push(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const says = (text: string): Promise<void> =>
    Promise.race([
      new Promise<void>((found) => {
        waiting.push({ text, found })
        if (stdout.includes(text)) found()
      }),
      ended.then((e) => Promise.reject(new Error(`ended with ${String(e.code)} before it said ${text}: ${e.stdout}${e.stderr}`))),
    ])
  return { child, ended, says }
}

export const sluice = (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> => start(args, env).ended

/** A folder with files, gone after the test. */
export async function folderWith(files: Readonly<Record<string, string | object>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'))
  ending.push(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return folder
}

/** The last line of standard output as data. */
export const lastLine = ({ stdout }: Ended): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')

/** Children of a process as Linux tells them. */
export const childrenOf = (pid: number): readonly number[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number) // prettier-ignore
