import { expect, test } from 'vitest'
import { connectors } from '../../connectors/src/index.ts'
import { filesBelow, jobOf, runJob } from './test/run-events.ts'
import { testFolders } from './test/run-plan.ts'

/** Values in ascending order, as people see them, and a part of them to look for. */
interface Sample {
  readonly type: string
  readonly values: readonly [low: string, middle: string, high: string]
  readonly part: string
}

/** Numbers and times whose order differs from that of their texts; whole numbers that a floating number can't tell apart. */
const SAMPLES: readonly Sample[] = [
  { type: 'text', values: ['Ann', "Ben O'Hara", '王先生'], part: 'n' },
  { type: 'integer', values: ['9', '10', '100'], part: '10' },
  { type: 'integer(128)', values: ['99', '10000000000000000000000000', '10000000000000000000000001'], part: '0001' },
  { type: 'decimal(10,2)', values: ['-9.50', '9.50', '10.05'], part: '9.5' },
  { type: 'decimal(2,2)', values: ['-0.50', '0.05', '0.50'], part: '0.5' },
  { type: 'float', values: ['-1.5', '0.25', '10.0'], part: '.' },
  { type: 'boolean', values: ['false', 'false', 'true'], part: 'e' },
  { type: 'date', values: ['2024-02-29', '2024-03-01', '2025-01-01'], part: '03' },
  { type: 'time', values: ['09:30:00', '10:00:00', '23:59:59'], part: '00' },
  { type: 'datetime', values: ['2024-02-29 23:59:59', '2024-03-01 00:00:00', '2024-03-01 00:00:01'], part: '2024-03' },
  { type: 'instant', values: ['2024-02-29 23:59:59+00', '2024-03-01 00:00:00+00', '2024-03-01 00:00:01+00'], part: '+00' },
  { type: 'list', values: ['[1.10,2]', '[1.10]', '[2]'], part: '2]' },
  { type: 'binary', values: ['a', 'b', 'ü'], part: 'ü' },
  { type: 'record', values: ['{"a":1}', '{"a":2}', '{"b":1}'], part: '"a"' },
]

/** What each operator keeps of a value, told by its place in the order or by its text. */
const KEEPS: Readonly<Record<string, (text: string, place: number, sample: Sample) => boolean>> = {
  equals: (text, _place, { values }) => text === values[1],
  'not-equals': (text, _place, { values }) => text !== values[1],
  less: (_text, place, { values }) => place < values.indexOf(values[1]),
  'at-most': (_text, place, { values }) => place <= values.lastIndexOf(values[1]),
  greater: (_text, place, { values }) => place > values.lastIndexOf(values[1]),
  'at-least': (_text, place, { values }) => place >= values.indexOf(values[1]),
  between: (_text, place, { values }) => place >= values.indexOf(values[1]),
  'in-list': (text, _place, { values }) => text === values[0] || text === values[2],
  'not-in-list': (text, _place, { values }) => text !== values[0] && text !== values[2],
  contains: (text, _place, { part }) => text.includes(part),
  'not-contains': (text, _place, { part }) => !text.includes(part),
  'starts-with': (text, _place, { part }) => text.startsWith(part),
  'ends-with': (text, _place, { part }) => text.endsWith(part),
  matches: (text, _place, { part }) => new RegExp(patternOf(part), 'u').test(text),
  'not-matches': (text, _place, { part }) => !new RegExp(patternOf(part), 'u').test(text),
  missing: () => false,
  present: () => true,
}
const patternOf = (part: string): string => `.${part.replace(/[+.\]]/g, '\\$&')}$`

/** The setting `value` of an operator. */
const valueFor = (operator: string, { values, part }: Sample): string => {
  if (/matches/.test(operator)) return patternOf(part)
  return /contains|with/.test(operator) ? part : values[1]
}

test.each(SAMPLES)(
  'each operator of the filter keeps what it says of $type, and no missing value unless it asks for one',
  async (sample) => {
    await using folders = await testFolders()
    const { type, values } = sample
    const data = { columns: ['n', 'v'], rows: [...values.map((value, place) => [`${place}`, value]), ['3', '']] }
    const condition = (operator: string) => ({
      column: 'v',
      operator,
      value: valueFor(operator, sample),
      upper: values[2],
      values: [values[0], values[2]],
    })
    const operators = Object.keys(KEEPS)
    const { finished } = await runJob(
      jobOf(folders, {
        nodes: [
          { id: 'rows', type: 'source.table', config: { data, types: [{ column: 'v', type }] } },
          ...operators.flatMap((operator) => [
            { id: operator, type: 'clean.filter', config: { conditions: [condition(operator)] } },
            { id: `${operator}-out`, type: 'sink.csv', config: { path: `${operator}.csv` } },
          ]),
        ],
        edges: operators.flatMap((operator) => [`rows.rows > ${operator}.rows`, `${operator}.rows > ${operator}-out.rows`]),
      }),
      { connectors },
    )
    expect(finished).toMatchObject({ status: 'succeeded' })
    const files = await filesBelow(folders.output)
    const places = (text = ''): readonly string[] => text.trimEnd().split('\n').slice(1).map((line) => line.split(',')[0] ?? '') // prettier-ignore
    const kept = Object.fromEntries(operators.map((operator) => [operator, places(files[`${operator}.csv`])]))
    const wanted = Object.entries(KEEPS).map(([operator, keeps]) => {
      const held = values.flatMap((value, place) => (keeps(value, place, sample) ? [`${place}`] : []))
      return [operator, operator === 'missing' ? ['3'] : held]
    })
    expect(kept).toEqual(Object.fromEntries(wanted))
  },
)
