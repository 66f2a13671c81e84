import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ConnectorError, type PackedBatch, type Reading, type SourceBatch, type SourceContext, unpackBatch } from '@sluice/engine/connector'
import { toByteText } from './text/byte-text.ts'
import type { TextSource } from './text/text-source.ts'

/** A folder with files for one test, and the context that a source is opened with; removed at the end of the block. */
export interface SourceFixture extends AsyncDisposable {
  readonly folder: string
  readonly write: (path: string, content: string | Uint8Array) => Promise<void>
  readonly context: (columns?: readonly string[], more?: Partial<SourceContext>) => SourceContext
}

export async function sourceFixture(): Promise<SourceFixture> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-source-'))
  const folders = { input: join(root, 'input'), output: join(root, 'output'), work: join(root, 'work') }
  for (const folder of Object.values(folders)) await mkdir(folder)
  return {
    folder: folders.input,
    write: async (path, content) => {
      const file = join(folders.input, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    },
    context: (columns = [], more = {}) => ({
      folders,
      signal: new AbortController().signal,
      secrets: {},
      connections: {},
      allowedHosts: [],
      columns,
      ...more,
    }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

/** What a source gave, row by row. */
export interface ReadRows {
  readonly rows: readonly (readonly (string | null)[])[]
  readonly rejects: SourceBatch['rejects']
}

export async function readAll(batches: AsyncIterable<SourceBatch | PackedBatch>): Promise<ReadRows> {
  const rows: (readonly (string | null)[])[] = []
  const rejects: SourceBatch['rejects'][number][] = []
  for await (const batch of batches) {
    const { columns } = 'rows' in batch ? unpackBatch(batch) : batch
    const count = columns[0]?.length ?? 0
    for (let row = 0; row < count; row++) rows.push(columns.map((column) => column[row] ?? null))
    rejects.push(...batch.rejects)
  }
  return { rows, rejects }
}

/** The rows of a source that reads in batches. */
export function readBatches(reading: Reading): Promise<ReadRows> {
  if (reading.kind === 'csv') throw new Error('this source does not read in batches')
  return readAll(reading.batches)
}

/** A text that arrives in pieces of the given number of bytes. */
export function textInPieces(text: string, length: number): TextSource {
  async function* blocks(): AsyncGenerator<string> {
    const bytes = toByteText(text)
    for (let at = 0; at < bytes.length; at += length) yield await Promise.resolve(bytes.slice(at, at + length))
  }
  return { name: 'test', blocks }
}

/** The code and facts of the error that the work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: string; params: Readonly<Record<string, string | number>> }> {
  try {
    await work
  } catch (error) {
    if (error instanceof ConnectorError) return { code: error.code, params: error.params }
    throw error
  }
  throw new Error('no failure')
}
