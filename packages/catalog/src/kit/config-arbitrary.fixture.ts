import fc from 'fast-check'
import type { Field, Fields } from './fields.ts'

/** Names that make trouble: empty, quoted, words of SQL, other scripts, prototypes. */
const name = fc.constantFrom('id', 'name', 'amount', '', 'a"b', 'select', '编号', '😀', '__proto__', 'constructor', 'x y')
const word = fc.oneof(
  name,
  fc.string({ maxLength: 12 }),
  fc.constantFrom('${since}', '${nope}', '1', '-2.5', '2026-01-31', '(', '.*', 'yyyy-MM-dd', '"id" > 1'),
)
const type = fc.constantFrom(
  'text',
  'integer',
  'integer(128)',
  'decimal(10,2)',
  'float',
  'boolean',
  'date',
  'time',
  'datetime',
  'instant',
  'list',
  'record',
)

function valueOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'text':
      return word.map((text) => text.slice(0, field.maxLength))
    case 'number':
      return fc.integer({ min: field.min ?? -5, max: Math.min(field.max ?? 50, 1_000) })
    case 'boolean':
      return fc.boolean()
    case 'choice':
      return fc.constantFrom(...field.options)
    case 'file':
      return fc.constantFrom('in.csv', 'a/b.json', '../x', '', 'out-${since}.csv')
    case 'column':
      return name
    case 'columns':
    case 'strings':
      return fc.array(word, { maxLength: 3 })
    case 'expression':
      return fc.oneof(word, fc.constantFrom('"amount" / 0', 'upper("name")', "param('since') is null", 'nope("x")'))
    case 'secret':
      return fc.constantFrom(null, { secret: 'key' })
    case 'connection':
      return fc.constantFrom(null, { connection: 'warehouse' })
    case 'type':
      return type
    case 'items':
      return fc.array(configOf(field.fields), { maxLength: 3 })
    case 'table':
      return fc.constant({ columns: ['id', 'name'], rows: [['1', null]] })
    case 'schema':
      return fc.array(fc.record({ source: name, name, type }), { maxLength: 5 })
  }
}

/** Settings of the right shape, sensible or not, some of them left out. */
export const configOf = (fields: Fields): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, valueOf(field)])), { requiredKeys: [] })
