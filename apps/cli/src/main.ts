import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { text } from './texts/text.ts'
import { UsageError } from './usage-error.ts'

/** Each command is loaded only when asked for: `run` needs no database driver, `start` no catalogue. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  run: async (args) => (await import('./run/run.ts')).run(args),
  check: async (args) => (await import('./check/check.ts')).check(args),
  start: async (args) => (await import('./start/index.ts')).start(args),
  'sign-in-link': async (args) => (await import('./sign-in/index.ts')).signInLink(args),
  backup: async (args) => (await import('./backup/index.ts')).backup(args),
  restore: async (args) => (await import('./backup/index.ts')).restoreBackup(args),
  worker: async (args) => (await import('./worker/index.ts')).worker(args),
  server: async () => (await import('./program/foreground.ts')).foreground('server'),
  'rotate-key': async (args) => (await import('./rotate-key/index.ts')).rotateMasterKey(args),
  help: () => help(0),
  version: async () => {
    process.stdout.write(`${await version()}\n`)
    return 0
  },
}

const ALIASES: Readonly<Record<string, string>> = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version' }

/** The command line: does what the arguments say and gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined) return help(2)
  const key = ALIASES[name] ?? name
  const command = Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined
  if (command !== undefined && args.some((a) => a === '--help' || a === '-h')) return help(0)
  try {
    if (command === undefined) throw new UsageError('unknown-command', { name })
    return await command(args)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
}

function help(code: number): Promise<number> {
  const stream = code === 0 ? process.stdout : process.stderr
  stream.write(`${text('help')}\n`)
  return Promise.resolve(code)
}

/** The product's version, from the package.json at its root. */
async function version(): Promise<string> {
  const { findPrograms } = await import('./start/programs.ts')
  const content: unknown = JSON.parse(readFileSync(join(findPrograms().root, 'package.json'), 'utf8'))
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : ''
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2))
