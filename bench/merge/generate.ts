import { pick, seededRandom } from '../measure/random.ts'

const NAMES = ['John', 'Mária', '王伟', 'Olga', 'Ahmed', 'Chloé'] as const
const TEAMS = ['sales', 'support', 'research & development', 'field <north>'] as const

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Half of the keys are in both files; numbers of 18 digits must come through whole. */
const key = (record: number, offset: number): string => `K${String(record + offset).padStart(9, '0')}`

/** A JSON document: one array of records with a nested address. */
export function* mergeJson(records: number): Generator<string> {
  const random = seededRandom(1)
  yield '['
  for (let i = 0; i < records; i++) {
    const account = `9${String(Math.floor(random() * 1e8)).padStart(8, '0')}${String(Math.floor(random() * 1e9)).padStart(9, '0')}`
    yield `${i === 0 ? '' : ','}\n{"id":"${key(i, 0)}","name":"${pick(random, NAMES)}","age":${18 + Math.floor(random() * 60)},"account":${account},"address":{"city":"City ${Math.floor(random() * 500)}","street":"Street ${Math.floor(random() * 9_000)}"}}`
  }
  yield '\n]\n'
}

/** An XML document with an attribute, elements, and text that needs escaping. */
export function* mergeXml(records: number): Generator<string> {
  const random = seededRandom(2)
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<people>\n'
  for (let i = 0; i < records; i++)
    yield `<person id="${key(i, Math.floor(records / 2))}"><name>${pick(random, NAMES)}</name><age>${18 + Math.floor(random() * 60)}</age><team>${escaped(pick(random, TEAMS))}</team><email>p${i}@example.com</email></person>\n`
  yield '</people>\n'
}
