import { expect, test } from 'vitest'
import { failureOf, readBatches, sourceFixture } from '../source-fixture.ts'
import { openJson } from './open.ts'
import { probeJson } from './probe.ts'

test('opens documents and lines, with a byte order mark and in UTF-16', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.json', '\ufeff[{"name":"张伟"}]')
  await fixture.write('b.json', Buffer.from('\ufeff{"name":"x"}\n{"name":"y"}', 'utf16le'))
  expect((await readBatches(await openJson({ path: 'a.json' }, fixture.context(['name'])))).rows).toEqual([['张伟']])
  expect((await readBatches(await openJson({ path: 'b.json', layout: 'lines' }, fixture.context(['name'])))).rows).toEqual([['x'], ['y']])
})

test('bytes that are not UTF-8 are an error with their line', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.json', Buffer.from('[{"name":"x"},\n{"name":"\xe9"}]', 'latin1'))
  const reading = await openJson({ path: 'a.json' }, fixture.context(['name']))
  expect(await failureOf(readBatches(reading))).toMatchObject({ code: 'wrong-encoding', params: { line: 2, file: 'a.json' } })
})

test('a preview takes no more rows than it asks for', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.json', JSON.stringify(Array.from({ length: 30_000 }, (_, id) => ({ id }))))
  const reading = await openJson({ path: 'a.json' }, fixture.context(['id'], { sampleRows: 100 }))
  expect((await readBatches(reading)).rows).toHaveLength(100)
})

test('a cancelled run stops reading', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.json', '[{"id":1}]')
  const signal = AbortSignal.abort(new Error('cancelled'))
  await expect(readBatches(await openJson({ path: 'a.json' }, fixture.context(['id'], { signal })))).rejects.toThrow('cancelled')
})

test('the probe finds layout, record path, columns and types', async () => {
  await using fixture = await sourceFixture()
  const probe = async (content: string) => {
    await fixture.write('p.json', content)
    return (await probeJson({ path: 'p.json' }, fixture.context())).config
  }
  const nested = {
    exported: '2026-01-01',
    meta: { codes: [1] },
    data: {
      items: [
        { id: '007', to: { city: 'x', 'a.b': 1 }, tags: ['v'], n: 1.5, big: 12345678901 },
        { id: '008', to: null, n: 2 },
      ],
    },
  }
  expect(await probe(JSON.stringify(nested))).toEqual({
    layout: 'document',
    recordPath: 'data.items',
    columns: [
      { source: 'id', name: 'id', type: 'text' },
      { source: 'to.city', name: 'to_city', type: 'text' },
      { source: 'to.a\\.b', name: 'to_a_b', type: 'integer' },
      { source: 'tags', name: 'tags', type: 'list' },
      { source: 'n', name: 'n', type: 'decimal(18,1)' },
      { source: 'big', name: 'big', type: 'integer' },
    ],
  })
  expect(await probe('{"a":12345678901234567890}\n{"a":1.10}\n')).toEqual({
    layout: 'lines',
    columns: [{ source: 'a', name: 'a', type: 'decimal(22,2)' }],
  })
  expect(await probe('{"name":"John","age":30}')).toMatchObject({
    layout: 'document',
    recordPath: '',
    columns: [{ source: 'name' }, { source: 'age', type: 'integer' }],
  })
  expect(await probe('[1,2]')).toMatchObject({ columns: [{ source: '.', name: 'value', type: 'integer' }] })
})
