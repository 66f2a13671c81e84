import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { checkExpression, printScalar, printType, quoteIdentifier, type Column, type DataType, type Scalar } from '@sluice/plan'

/** A named value of one row; null is missing. */
export interface Cell {
  readonly name: string
  readonly type: DataType
  readonly value: string | null
}

/** Columns `c0…` for cells. */
export const columnsOf = (cells: readonly Cell[]): readonly Column[] => cells.map((c, i) => ({ id: `c${i}`, name: c.name, type: c.type }))

/** A DuckDB instance whose session has a zone, for expressions over single rows. */
export class Evaluator {
  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(zone = 'Asia/Shanghai'): Promise<Evaluator> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    await connection.run(`SET TimeZone = '${zone}'`)
    return new Evaluator(instance, connection)
  }

  close(): void {
    this.connection.closeSync()
    this.instance.closeSync()
  }

  async rows(sql: string): Promise<readonly (readonly string[])[]> {
    const reader = await this.connection.runAndReadAll(sql)
    return reader.getRows().map((row) => row.map((v) => (v === null ? 'missing' : String(v))))
  }

  /** The values of scalars over one row as text, each with its DuckDB type: `BIGINT 5`; `missing` for null. */
  async scalars(scalars: readonly Scalar[], cells: readonly Cell[] = []): Promise<readonly string[]> {
    const source = cells.map((c, i) => `CAST($v$${c.value ?? ''}$v$ AS VARCHAR) ${c.value === null ? 'n' : 'v'}${i}`)
    const typed = cells.map((c, i) =>
      c.value === null ? `CAST(NULL AS ${printType(c.type)}) c${i}` : `CAST(v${i} AS ${printType(c.type)}) c${i}`,
    )
    const inner = cells.length === 0 ? '(SELECT 1)' : `(SELECT ${typed.join(', ')} FROM (SELECT ${source.join(', ')}))`
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE input AS SELECT * FROM ${inner}`)
    const printed = scalars.map((s, i) => {
      const text = printScalar(s, (id) => quoteIdentifier(id))
      return `typeof(r${i}) || ' ' || coalesce(CAST(r${i} AS VARCHAR), 'missing') FROM (SELECT ${text} AS r${i} FROM input)`
    })
    const results: string[] = []
    for (const text of printed) {
      const [row] = await this.rows(`SELECT ${text}`)
      results.push(row?.[0] ?? 'no row')
    }
    return results
  }

  /** The value of an expression as text without its type; `raises` when evaluation raises; the problem codes when it is refused. */
  async expression(text: string, cells: readonly Cell[] = [], extra: Partial<Parameters<typeof checkExpression>[1]> = {}): Promise<string> {
    const { scalar, problems } = checkExpression(text, { columns: columnsOf(cells), ...extra })
    if (scalar === undefined) return problems.map((p) => p.code).join(', ')
    try {
      const [value] = await this.scalars([scalar], cells)
      return (value ?? '').replace(/^(?:"NULL"|[A-Z]+)(\(\d+,\d+\))?( WITH TIME ZONE)? /, '')
    } catch (error) {
      if (/Parser Error|Binder Error|Catalog Error/.test(String(error))) throw error
      return 'raises'
    }
  }
}
