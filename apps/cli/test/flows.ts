/** A flow document as a person would write it: only what matters. */
export interface Document {
  readonly sluice: number
  readonly name: string
  readonly parameters?: readonly object[]
  readonly nodes: readonly object[]
  readonly edges: readonly object[]
}

const columns = [
  { source: 'name', name: 'name', type: 'text' },
  { source: 'age', name: 'age', type: 'integer' },
]

export const edge = (from: string, to: string): object => ({ from: { node: from, port: 'rows' }, to: { node: to, port: 'rows' } })

/** people.csv → trim → adults only → adults.csv. */
export const adults: Document = {
  sluice: 1,
  name: 'Adults',
  parameters: [{ name: 'least', type: 'integer', default: '18' }],
  nodes: [
    { id: 'people', type: 'source.csv', config: { path: 'people.csv', encoding: 'utf-8', columns } },
    { id: 'trim', type: 'clean.trim', config: { columns: ['name'] } },
    { id: 'adults', type: 'clean.filter', config: { mode: 'expression', expression: "age >= param('least')" } },
    { id: 'out', type: 'sink.csv', config: { path: 'adults.csv' } },
  ],
  edges: [edge('people', 'trim'), edge('trim', 'adults'), edge('adults', 'out')],
}

export const PEOPLE = 'name,age\n Anna ,30\nBen,12\nCleo,18\n'
