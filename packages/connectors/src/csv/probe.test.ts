import { expect, test } from 'vitest'
import iconv from 'iconv-lite'
import { sourceFixture } from '../source-fixture.ts'
import { probeCsv } from './probe.ts'

const gb18030 = (text: string): Buffer => iconv.encode(text, 'gb18030')

async function probed(content: string | Uint8Array, config: Record<string, unknown> = {}): Promise<Readonly<Record<string, unknown>>> {
  await using fixture = await sourceFixture()
  await fixture.write('a.csv', content)
  return (await probeCsv({ path: 'a.csv', ...config }, fixture.context())).config
}

const column = (source: string, type: string, format?: string) => ({
  source,
  name: source,
  type,
  ...(format === undefined ? {} : { format }),
})

test('types are as narrow as the values allow without changing any', async () => {
  const text = [
    'id,zip,amount,big,active,day,at,phone,empty',
    '1,00123,12.50,123456789012345678901,true,2026-01-31,2026-01-31 08:00:00,+8613800000000,',
    '2,10115,-0.5,5,FALSE,2026-02-28,2026-02-28T09:30,13900000000,',
  ].join('\n')
  expect((await probed(text))['columns']).toEqual([
    column('id', 'integer'), column('zip', 'text'), column('amount', 'decimal(18,2)'), column('big', 'text'), column('active', 'boolean'),
    column('day', 'date'), column('at', 'datetime'), column('phone', 'text'), column('empty', 'text'),
  ]) // prettier-ignore
})

test.each([
  ['semicolons', 'a;b;c\n1,5;2;3\n2,5;2;3\n', { delimiter: ';', header: true }],
  ['tabs', 'a\tb\n1\t2\n', { delimiter: '\t', header: true }],
  ['pipes and single quotes', "a|b\n1|'x|y'\n2|'z|w'\n", { delimiter: '|', quote: "'" }],
  ['commas inside quotes', 'name;note\n"Lin, Wei";"a, b"\n"Xu, Yu";"c, d, e"\n', { delimiter: ';' }],
  ['no header', '1,2\n3,4\n', { header: false }],
  ['lines above the table', 'Sales report\nmade 2026-01-01\n\nid,name\n1,x\n2,y\n', { skip: 3, header: true }],
  ['backslash escapes', 'id,note\n1,"say \\"hi\\" now"\n2,"b"\n', { escape: '\\' }],
  ['one column', 'name\nx\ny\n', { delimiter: ',', header: true }],
  ['GB18030', gb18030('编号,城市\n1,上海\n2,北京\n'), { encoding: 'gb18030', header: true }],
])('tells %s', async (_, content, expected) => {
  expect(await probed(content)).toMatchObject(expected)
})

test('words that stand for nothing are offered and do not spoil a type', async () => {
  expect(await probed('id,n\n1,N/A\n2,5\n', { missing: [''] })).toMatchObject({
    missing: ['', 'N/A'],
    columns: [column('id', 'integer'), column('n', 'integer')],
  })
})

test('two thousand columns, hostile names among them', async () => {
  const names = Array.from({ length: 2000 }, (_, index) => (index % 3 === 0 ? '' : index % 3 === 1 ? 'x"); DROP TABLE t; --' : '__proto__'))
  const line = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')
  const { columns } = await probed(`${line}\n${names.map(() => '1').join(',')}\n`)
  expect(columns).toHaveLength(2000)
  expect(new Set((Array.isArray(columns) ? columns : []).map((c: { name: string }) => c.name)).size).toBe(2000)
})
