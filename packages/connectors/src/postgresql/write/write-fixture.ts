import type { AppliedTarget, PreparedTarget, TargetBatch, TargetContext } from '@sluice/engine/connector'
import { parseType, TEXT, type Column } from '@sluice/plan'
import type { PostgresqlFixture } from '../postgresql-fixture.ts'
import { postgresqlTarget } from './target.ts'

export type Row = readonly (string | null)[]

/** Columns of an input: `name` is text, `name:type` anything else. */
export const inputColumns = (...names: readonly string[]): readonly Column[] =>
  names.map((entry, i) => {
    const [name = '', type = 'text'] = entry.split(/:(?=[a-z0-9(),]+$)/)
    return { id: `c${i}`, name, type: parseType(type) ?? TEXT }
  })

export async function* batchesOf(rows: readonly Row[], size = 3): AsyncGenerator<TargetBatch> {
  for (let first = 0; first < rows.length; first += size) {
    const part = rows.slice(first, first + size)
    yield await Promise.resolve({ first, columns: (part[0] ?? []).map((_value, i) => part.map((row) => row[i] ?? null)) })
  }
}

let runs = 0

/** One sink of one run: prepares its rows, and applies them unless told otherwise. */
export class SinkRun {
  readonly context: TargetContext
  constructor(
    private readonly fixture: PostgresqlFixture,
    private readonly config: Readonly<Record<string, unknown>>,
    more: Partial<TargetContext> = {},
  ) {
    this.context = fixture.target({ runId: `run-${++runs}`, ...more })
  }

  prepare(columns: readonly string[], rows: readonly Row[], size?: number): Promise<PreparedTarget> {
    return postgresqlTarget.prepare(
      { ...this.fixture.setting, ...this.config },
      inputColumns(...columns),
      batchesOf(rows, size),
      this.context,
    )
  }

  apply(prepared: PreparedTarget, watermarks: Parameters<typeof postgresqlTarget.apply>[1] = {}): Promise<AppliedTarget> {
    return postgresqlTarget.apply(prepared.manifest, watermarks, this.context)
  }

  async write(columns: readonly string[], rows: readonly Row[]): Promise<PreparedTarget & AppliedTarget> {
    const prepared = await this.prepare(columns, rows)
    return { ...prepared, ...(await this.apply(prepared)) }
  }
}

/** Row, code and column of every refusal, in order of rows. */
export const refusals = ({ rejects }: PreparedTarget): readonly (readonly [number, string, string | null])[] =>
  rejects.map(({ row, code, column }) => [row, code, column] as const).sort(([a], [b]) => a - b)
