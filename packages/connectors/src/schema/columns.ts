import { sniffType } from './sniff-type.ts'

/** A column as the `columns` setting of a source holds it. */
export interface ProbedColumn {
  readonly source: string
  readonly name: string
  readonly type: string
  readonly format?: string
}

/** Values of one column in a sample; a list or record carries JSON text. */
export interface SampledColumn {
  readonly source: string
  readonly values: string[]
  /** Set when values were lists or records. */
  nested?: 'list' | 'record' | 'mixed'
}

/** `customer/@id` and `items.sku` become names that expressions can use without quotes where that is possible. */
function columnName(source: string): string {
  return source.replaceAll('\\.', '_').replace(/^\.$/, 'value').replace(/\[\]$/, '').replace(/[/.]@?/g, '_').replace(/^@/, '') // prettier-ignore
}

/** The columns of a sample with their types; names are made unique, whatever the case. */
export function probedColumns(sample: readonly SampledColumn[]): readonly ProbedColumn[] {
  const taken = new Set<string>()
  return sample.map(({ source, values, nested }) => {
    const base = columnName(source) === '' ? 'value' : columnName(source)
    let name = base
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}_${n}`
    taken.add(name.toLowerCase())
    if (nested !== undefined) return { source, name, type: nested === 'mixed' ? 'text' : nested }
    return { source, name, ...sniffType(values) }
  })
}
