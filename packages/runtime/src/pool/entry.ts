import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The file an engine process starts with, and Node's own options for it. */
export interface EngineEntry {
  readonly file: string
  readonly execArgv: readonly string[]
}

/** From sources the TypeScript entry through tsx, or the bundle that tests made of it, which starts sooner; in a bundle the file `engine.js` beside it. */
export function defaultEntry(): EngineEntry {
  if (import.meta.url.endsWith('.ts')) {
    const bundles = process.env['SLUICE_TEST_PROGRAMS']
    if (bundles !== undefined) return { file: join(bundles, 'engine.js'), execArgv: ['--enable-source-maps'] }
    return { file: fileURLToPath(new URL('../process/main.ts', import.meta.url)), execArgv: ['--import', import.meta.resolve('tsx')] }
  }
  // A bundler may have put this code into a folder of shared chunks beside the programs.
  const beside = fileURLToPath(new URL('./engine.js', import.meta.url))
  const above = fileURLToPath(new URL('../engine.js', import.meta.url))
  return { file: existsSync(beside) ? beside : above, execArgv: ['--enable-source-maps'] }
}

/** The entry that a program was told of; undefined stays so. */
export function entryOf(file: string | undefined): EngineEntry | undefined {
  if (file === undefined) return undefined
  return { file, execArgv: file.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : ['--enable-source-maps'] }
}

/** Certificates, temporary folders and what Windows can't start without. Anything else stays with the host, secrets above all. */
const PASSED_ON = ['TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR']

/** Only sources and the bundles of tests know the crash points; a built program does not hand their variable on. */
const TESTS_ONLY = /\.ts$|\/sluice-test-programs-/.test(import.meta.url) ? ['SLUICE_CRASH_AT'] : []

/** The whole environment of an engine process. */
export function engineEnvironment(from: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries([...PASSED_ON, ...TESTS_ONLY].flatMap((name) => { const value = from[name]; return value === undefined ? [] : [[name, value]] })) // prettier-ignore
}
