import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { watchProcesses, type Usage } from './watch-process.ts'

/** One run by the clock, and what its process took. */
export interface Measured extends Usage {
  readonly ms: number
}

const PROCESS = fileURLToPath(new URL('./sql-process.ts', import.meta.url))

/** Runs a script in its own ready process; the time is from telling it to its answer. */
export async function runSql(
  script: string,
  names: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>>,
): Promise<Measured> {
  const filled = Object.entries(names).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value.replaceAll("'", "''")), script)
  const statements = filled.split(/;\s*$/m).map((s) => s.trim()).filter((s) => s.replace(/^--.*$/gm, '').trim() !== '') // prettier-ignore
  const child = fork(PROCESS, [], { execArgv: ['--import', import.meta.resolve('tsx')] })
  await once(child, 'message')
  const usage = watchProcesses(() => [child.pid ?? 0])
  const begin = performance.now()
  child.send({ statements, settings })
  const ended = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)])
  const ms = performance.now() - begin
  const used = usage()
  child.kill('SIGKILL')
  if (ended === undefined) throw new Error('the SQL process failed')
  return { ms, ...used }
}
