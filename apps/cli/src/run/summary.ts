import { problemText } from '@sluice/catalog'
import { join } from 'node:path'
import type { RunFinished } from '@sluice/runtime'
import { language, text } from '../texts/text.ts'
import { thousands } from './node-lines.ts'
import type { RejectSummary } from './rejects.ts'

const CAUSES_SHOWN = 5
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

function size(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${power === 0 ? bytes : (bytes / 1_000 ** power).toFixed(1)} ${UNITS[power] ?? 'B'}`
}

const headline = (result: RunFinished): string =>
  text(`run-${result.status}`, { seconds: (result.durationMs / 1_000).toFixed(result.durationMs < 10_000 ? 2 : 1) })

function rejectLines({ node, rejected, kept, causes }: RejectSummary): readonly string[] {
  // None are kept when a connection takes them on.
  const sampled = kept > 0 && kept < rejected ? ` ${text('run-rejects-sampled', { rows: thousands(kept) })}` : ''
  const shown = causes.slice(0, CAUSES_SHOWN).map(({ code, column, rows, example }) => {
    const reason = example.message === '' ? problemText({ code, params: { column: column ?? '', value: example.value ?? '' } }, language) : example.message // prettier-ignore
    const at = column === null ? '' : `${column}: `
    const line = example.line === null ? '' : ` ${text('run-reject-line', { line: example.line })}`
    return `    ${thousands(rows)} × ${at}${reason}${line} (${code})`
  })
  const more = causes.length > CAUSES_SHOWN ? [`    ${text('run-more-causes', { causes: causes.length - CAUSES_SHOWN })}`] : []
  return [`  ${text('run-rejects-of', { node, rows: thousands(rejected) })}${sampled}`, ...shown, ...more]
}

/** What a person reads at the end: how it ended, what was written, and which rows were rejected why. */
export function summaryLines(result: RunFinished, rejects: readonly RejectSummary[], output: string): readonly string[] {
  const outputs = result.outputs.map((o) => `  ${text('run-output', { path: join(output, o.path), rows: thousands(o.rows), size: size(o.bytes) })}`) // prettier-ignore
  return [headline(result), ...outputs, ...rejects.flatMap(rejectLines)]
}
