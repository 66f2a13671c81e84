import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FlowNode } from '@sluice/flow'
import { expect, test } from 'vitest'
import { columns, copyCsv, node, runOn } from './flow-run.ts'
import { scratch } from './host.ts'

const csv = (names: readonly string[], config = {}) => node('in', 'source.csv', { path: 'in.csv', columns: columns(...names), ...config })
const json = (names: readonly string[], config = {}) =>
  node('in', 'source.json', { path: 'in.json', columns: columns(...names), ...config })
const xml = node('in', 'source.xml', { path: 'in.xml', recordPath: 'people/person', columns: columns('name') })
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

interface Case {
  readonly name: string
  readonly files: Readonly<Record<string, string | Buffer>>
  readonly source: FlowNode
}
type Refused = Case & { readonly code: string; readonly params?: Readonly<Record<string, unknown>> }
type Read = Case & { readonly output: string }

/** Input that can't be read at all: the run fails with a code, and nothing is written. */
const refused: readonly Refused[] = [
  { name: 'an empty file', files: { 'in.csv': '' }, source: csv(['a']), code: 'empty-file' },
  { name: 'a quote that is never closed', files: { 'in.csv': 'a,b\n1,"x\n2,y\n' }, source: csv(['a', 'b']), code: 'unclosed-quote', params: { line: 2 } },
  { name: 'bytes that are not in the encoding', files: { 'in.csv': Buffer.from('a\nM\xfcller\n', 'latin1') }, source: csv(['a'], { encoding: 'utf-8' }), code: 'wrong-encoding' },
  { name: 'a column that is not in the file', files: { 'in.csv': 'a,b\n1,2\n' }, source: csv(['a', 'c']), code: 'missing-source-column', params: { column: 'c' } },
  { name: 'truncated JSON', files: { 'in.json': '[{"a":1},{"a":2' }, source: json(['a']), code: 'truncated-json' },
  { name: 'JSON nested a million levels deep', files: { 'in.json': `[{"a":${deep(1_000_000)}}]` }, source: json(['a']), code: 'json-too-deep' },
  { name: 'XML with a DTD', files: { 'in.xml': '<!DOCTYPE people [<!ENTITY x SYSTEM "file:///etc/passwd">]><people><person><name>&x;</name></person></people>' }, source: xml, code: 'xml-dtd-refused' },
  { name: 'XML that breaks off', files: { 'in.xml': '<people><person><name>Anna</name>' }, source: xml, code: 'truncated-xml' },
  { name: 'a missing file', files: {}, source: csv(['a']), code: 'file-not-found', params: { path: 'in.csv' } },
  { name: 'a folder instead of a file', files: { 'in.csv/inside.txt': '' }, source: csv(['a']), code: 'not-a-file' },
  { name: 'a path that leads out', files: {}, source: csv(['a'], { path: '../in.csv' }), code: 'path-outside' },
] // prettier-ignore

for (const { name, files, source, code, params } of refused)
  test(`${name} fails the run with ${code}`, async () => {
    const { result, written } = await runOn({ files, ...copyCsv(source) })
    expect(result).toMatchObject({ status: 'failed', outputs: [] })
    expect(result.problems).toContainEqual(expect.objectContaining({ severity: 'error', code, ...(params && { params: expect.objectContaining(params) as unknown }) })) // prettier-ignore
    expect(written('out.csv')).toBe(false)
  })

const long = 'x'.repeat(5_000_000)
const wide = Array.from({ length: 2_000 }, (_, i) => `c${i}`)

/** Input that is strange but readable: what was in it comes out. */
const read: readonly Read[] = [
  { name: 'a header and nothing else', files: { 'in.csv': 'a,b\n' }, source: csv(['a', 'b']), output: 'a,b\n' },
  { name: 'a byte order mark', files: { 'in.csv': '\ufeffa,b\n1,2\n' }, source: csv(['a', 'b']), output: 'a,b\n1,2\n' },
  { name: 'GB18030', files: { 'in.csv': Buffer.from([0x61, 0x0a, 0xd5, 0xc5, 0xc8, 0xfd, 0x0a]) }, source: csv(['a'], { encoding: 'gb18030' }), output: 'a\n张三\n' },
  { name: 'a cell of 5 MB', files: { 'in.csv': `a,b\n1,"${long}"\n2,y\n` }, source: csv(['a', 'b']), output: `a,b\n1,${long}\n2,y\n` },
  { name: '2,000 columns', files: { 'in.csv': `${wide.join(',')}\n${wide.map((_, i) => i).join(',')}\n` }, source: csv(wide), output: `${wide.join(',')}\n${wide.map((_, i) => i).join(',')}\n` },
  { name: 'repeated and empty column names', files: { 'in.csv': 'a,,a\n1,2,3\n' }, source: csv(['a', 'column_2', 'a_2']), output: 'a,column_2,a_2\n1,2,3\n' },
  { name: 'names that only differ in case', files: { 'in.csv': 'Name,name\n1,2\n' }, source: csv(['Name', 'name']), output: 'Name,name\n1,2\n' },
  { name: 'whole numbers past 2^53', files: { 'in.csv': 'a\n9007199254740993\n' }, source: csv(['a:integer']), output: 'a\n9007199254740993\n' },
  { name: 'leading zeros', files: { 'in.csv': 'a\n007\n' }, source: csv(['a']), output: 'a\n007\n' },
  { name: 'long numbers in JSON', files: { 'in.json': '[{"a":12345678901234567.89,"b":98765432109876543210}]' }, source: json(['a', 'b']), output: 'a,b\n12345678901234567.89,98765432109876543210\n' },
  { name: 'names in JSON that only differ in case', files: { 'in.json': '[{"Name":"x","name":"y"}]' }, source: json(['Name', 'name']), output: 'Name,name\nx,y\n' },
  { name: 'a cell that looks like markup', files: { 'in.csv': 'a\n<img onerror=alert(1)>\n' }, source: csv(['a']), output: 'a\n<img onerror=alert(1)>\n' },
  { name: 'a cell that a spreadsheet would run', files: { 'in.csv': 'a\n=1+1\n' }, source: csv(['a']), output: "a\n'=1+1\n" },
] // prettier-ignore

for (const { name, files, source, output } of read)
  test(`${name} comes through`, async () => {
    const ran = await runOn({ files, ...copyCsv(source) })
    expect(ran.result.problems).toEqual([])
    expect(ran.result.status).toBe('succeeded')
    expect(await ran.output('out.csv')).toBe(output)
  })

test('what a run is about to commit has to be written down: a disk that refuses that fails it with a code of its own', async () => {
  const out = join(await scratch(), 'out')
  // Where the manifest belongs, something is that no file can replace.
  await mkdir(join(out, '.sluice', 'test.manifest.json', 'taken'), { recursive: true })
  const source = node('in', 'source.table', { data: { columns: ['a'], rows: [['1']] } })
  const folders = { input: out, output: out, work: join(out, '.work') }
  const { result, written } = await runOn({ ...copyCsv(source), job: { folders } })
  const path = join('.sluice', 'test.manifest.json')
  expect(result).toMatchObject({ status: 'failed', problems: [{ code: 'commit-not-noted', params: { path } }] })
  expect(written('out.csv')).toBe(false)
})

test('ragged lines are rejected with their line numbers, the others go on', async () => {
  const ran = await runOn({ files: { 'in.csv': 'a,b\n1,2\n3\n4,5,6\n7,8\n' }, ...copyCsv(csv(['a', 'b'])) })
  expect(ran.result.status).toBe('succeeded-with-rejects')
  expect(await ran.output('out.csv')).toBe('a,b\n1,2\n7,8\n')
  expect(ran.rejected.map((r) => r.line)).toEqual([3, 4])
  expect(ran.result.nodes['in']).toMatchObject({ passed: 2, rejected: 2 })
})

test('a value that does not fit its type is rejected with column, line and the value as it arrived', async () => {
  const ran = await runOn({ files: { 'in.csv': 'id,n\nA,1\nB,1e3\nC,\n' }, ...copyCsv(csv(['id', 'n:integer'])) })
  expect(await ran.output('out.csv')).toBe('id,n\nA,1\nC,\n')
  expect(ran.rejected).toMatchObject([
    { node: 'in', code: 'type-mismatch', column: 'n', value: '1e3', source: 'in', line: 3, row: { id: 'B' } },
  ])
})

test('a link that leads out of the folder is refused', async () => {
  const elsewhere = await scratch()
  const ran = await runOn({ files: { 'x.txt': '' }, ...copyCsv(csv(['a'], { path: 'x.txt' })) })
  await writeFile(join(elsewhere, 'in.csv'), 'a\n1\n')
  await symlink(elsewhere, join(ran.folder, 'link'))
  const again = await runOn({ ...copyCsv(csv(['a'], { path: 'link/in.csv' })), job: { folders: { input: ran.folder, output: ran.folder, work: join(ran.folder, 'w') } } }) // prettier-ignore
  expect(again.result).toMatchObject({ status: 'failed', outputs: [], problems: [{ code: 'path-outside-folder' }] })
})
