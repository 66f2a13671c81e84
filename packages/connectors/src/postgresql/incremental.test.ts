import type { Json } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failureOf } from '../source-fixture.ts'
import { postgresqlFixture, readRows, type PostgresqlFixture } from './postgresql-fixture.ts'
import { openPostgresql } from './read.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())

/** One run: the rows it reads and how far the source is read then. */
async function run(
  config: Readonly<Record<string, unknown>>,
  watermark?: Json,
): Promise<{ ids: readonly (string | null)[]; watermark: Json | undefined }> {
  const settings = { ...fixture.setting, incremental: 'column', watermarkColumn: 'at', ...config }
  const reading = await openPostgresql(settings, fixture.source.context(['id'], watermark === undefined ? {} : { watermark }))
  const rows = await readRows(reading)
  return { ids: rows.map(([id]) => id ?? null).sort(), watermark: reading.kind === 'batches' ? reading.watermark?.() : undefined }
}

test('a run reads what is new: equal values that came later too, and no row twice', async () => {
  await fixture.run(
    `CREATE TABLE events (id int, at timestamptz); INSERT INTO events VALUES (1, '2026-01-01'), (2, '2026-01-02'), (3, '2026-01-02'), (9, null)`,
  )
  const first = await run({ table: 'events' })
  expect(first.ids).toEqual(['1', '2', '3', '9'])
  const idle = await run({ table: 'events' }, first.watermark)
  expect(idle).toEqual({ ids: [], watermark: first.watermark })
  await fixture.run(`INSERT INTO events VALUES (4, '2026-01-02'), (5, '2026-01-03'), (0, '2025-12-31')`)
  const second = await run({ table: 'events' }, first.watermark)
  expect(second.ids).toEqual(['4', '5'])
  expect((await run({ table: 'events' }, second.watermark)).ids).toEqual([])
})

test('two equal rows are two rows, also when they come one after the other', async () => {
  await fixture.run(`CREATE TABLE ticks (id int, at timestamp); INSERT INTO ticks VALUES (1, '2026-01-01 00:00:01')`)
  const first = await run({ table: 'ticks' })
  await fixture.run(`INSERT INTO ticks VALUES (1, '2026-01-01 00:00:01'), (1, '2026-01-01 00:00:01')`)
  const second = await run({ table: 'ticks' }, first.watermark)
  expect([first.ids, second.ids]).toEqual([['1'], ['1', '1']])
  expect((await run({ table: 'ticks' }, second.watermark)).ids).toEqual([])
})

test('late rows are found as far back as the overlap reaches, and only once', async () => {
  await fixture.run(`CREATE TABLE late (id int, at timestamptz); INSERT INTO late VALUES (1, '2026-01-01 00:00'), (2, '2026-01-01 01:00')`)
  const config = { table: 'late', overlap: 600 }
  const first = await run(config)
  await fixture.run(`INSERT INTO late VALUES (3, '2026-01-01 00:55'), (4, '2026-01-01 00:49'), (5, '2026-01-01 01:05')`)
  const second = await run(config, first.watermark)
  expect(second.ids).toEqual(['3', '5'])
  await fixture.run(`INSERT INTO late VALUES (6, '2026-01-01 00:56')`)
  const third = await run(config, second.watermark)
  expect(third.ids).toEqual(['6'])
  expect((await run(config, third.watermark)).ids).toEqual([])
})

test.each([
  ['bigint', ['1', '2'], '9223372036854775807', 3],
  ['numeric', ['0.1', '12345678901234567890.5'], '12345678901234567890.6', 0.2],
  ['date', ['2026-01-01', '2026-01-02'], '2026-01-03', 86_400],
  ['float8', ['0.1', '0.2'], '0.30000000000000004', 0],
  ['text', ['a', 'b'], 'c', 0],
])('a watermark of type %s', async (type, values, later, overlap) => {
  await fixture.run(
    `CREATE TABLE w_${type} AS SELECT row_number() OVER ()::int AS id, v::${type} AS at FROM unnest(ARRAY['${values.join("','")}']) v`,
  )
  const config = { table: `w_${type}`, overlap }
  const first = await run(config)
  expect(first.ids).toEqual(['1', '2'])
  expect((await run(config, first.watermark)).ids).toEqual([])
  await fixture.run(`INSERT INTO w_${type} VALUES (3, '${later}')`)
  const second = await run(config, first.watermark)
  expect(second).toMatchObject({ ids: ['3'], watermark: { column: 'at', value: later } })
})

test('a value without end does not become the watermark', async () => {
  await fixture.run(`CREATE TABLE endless (id int, at timestamptz); INSERT INTO endless VALUES (1, '2026-01-01'), (2, 'infinity')`)
  const first = await run({ table: 'endless' })
  expect(first.watermark).toMatchObject({ value: '2026-01-01 00:00:00+00' })
  await fixture.run(`INSERT INTO endless VALUES (3, '2026-01-02')`)
  expect((await run({ table: 'endless' }, first.watermark)).ids).toEqual(['3'])
})

test('rows that were taken away do not move the watermark back', async () => {
  await fixture.run(`CREATE TABLE shrinking (id int, at int); INSERT INTO shrinking VALUES (1, 1), (2, 2)`)
  const first = await run({ table: 'shrinking' })
  await fixture.run(`DELETE FROM shrinking WHERE id = 2`)
  const second = await run({ table: 'shrinking' }, first.watermark)
  expect(second.watermark).toMatchObject({ value: '2' })
})

test('a query is read by its column, values of parameters included', async () => {
  await fixture.run(`CREATE TABLE q (id int, at int, kind text); INSERT INTO q VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'a')`)
  const config = { mode: 'query', query: 'SELECT id, at FROM q WHERE kind = ${kind}; ', parameters: { kind: 'a' } }
  const first = await run(config)
  await fixture.run(`INSERT INTO q VALUES (4, 3, 'a'), (5, 9, 'b')`)
  const second = await run(config, first.watermark)
  expect([first.ids, second.ids]).toEqual([['1', '3'], ['4']])
})

test('an empty table has no watermark; one of another column starts over', async () => {
  await fixture.run('CREATE TABLE empty (id int, at int)')
  expect(await run({ table: 'empty' })).toEqual({ ids: [], watermark: undefined })
  await fixture.run('INSERT INTO empty VALUES (1, 1)')
  expect((await run({ table: 'empty' }, { column: 'other', value: '5', seen: {} })).ids).toEqual(['1'])
})

test.each([
  [{ watermarkColumn: 'nope' }, 'watermark-column-unknown'],
  [{ watermarkColumn: 'doc' }, 'watermark-column-unfit'],
  [{ watermarkColumn: 'name', overlap: 5 }, 'watermark-overlap-unfit'],
  [{ mode: 'query', query: 'SELECT 1 AS id, 2 AS at, 3 AS at' }, 'watermark-column-unknown'],
])('%j is refused', async (config, code) => {
  await fixture.run('CREATE TABLE IF NOT EXISTS odd (id int, doc json, name text)')
  expect((await failureOf(run({ table: 'odd', ...config }))).code).toBe(code)
})
