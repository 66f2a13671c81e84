import { type ChainedEntry } from '@sluice/store'

const COLUMNS = ['id', 'at', 'who', 'action', 'object', 'detail', 'previous', 'hash'] as const

/** Spreadsheets take a text that begins so for a formula; an apostrophe keeps it a text. */
const FORMULA = /^[=+\-@\t\r]/

function cell(value: string): string {
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * The entries as lines. JSON Lines hold all that a hash is made of, the workspace too. CSV is for spreadsheets: UTF-8 with a
 * mark, lines ending with CRLF (RFC 4180), the facts as JSON in one cell.
 */
export async function* auditLines(
  entries: AsyncIterable<ChainedEntry>,
  format: 'csv' | 'jsonl',
  workspace: string,
): AsyncGenerator<string> {
  if (format === 'csv') yield `\uFEFF${COLUMNS.join(',')}\r\n`
  for await (const entry of entries)
    yield format === 'jsonl'
      ? `${JSON.stringify({ ...entry, workspace })}\n`
      : `${COLUMNS.map((column) => cell(column === 'detail' ? JSON.stringify(entry.detail) : String(entry[column]))).join(',')}\r\n`
}
