import { parseArgs } from 'node:util'
import { resolve } from 'node:path'
import { planFlow } from '@sluice/catalog'
import { hasErrors } from '@sluice/flow'
import { readFlowFile } from '../flow-file.ts'
import { problemLine, problemRecord } from '../print-problems.ts'
import { text } from '../texts/text.ts'
import { UsageError } from '../usage-error.ts'

/** `sluice check`: all problems of a flow with node and field. Exit code 0 when it can run, 2 when not. */
export async function check(args: readonly string[], write: (text: string) => unknown = (t) => process.stdout.write(t)): Promise<number> {
  const { file, json } = readCheckOptions(args)
  const loaded = await readFlowFile(file)
  const planned = loaded.flow === undefined ? [] : planFlow(loaded.flow, { zone: 'UTC', now: new Date().toISOString() }).problems
  const problems = [...loaded.problems, ...planned]
  const ok = !hasErrors(problems)
  if (json) write(`${JSON.stringify({ ok, problems: problems.map(problemRecord) })}\n`)
  else {
    const errors = problems.filter((p) => p.severity === 'error').length
    const end = ok ? text('check-ok', { warnings: problems.length }) : text('check-failed', { errors, warnings: problems.length - errors })
    write([...problems.map(problemLine), end, ''].join('\n'))
  }
  return ok ? 0 : 2
}

function readCheckOptions(args: readonly string[]): { readonly file: string; readonly json: boolean } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } })
    const [file, ...more] = positionals
    if (file !== undefined && more.length === 0) return { file: resolve(file), json: values.json === true }
  } catch (error) {
    throw new UsageError('check-bad-option', { reason: error instanceof Error ? error.message : String(error) })
  }
  throw new UsageError('check-no-flow')
}
