import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { postgresqlFixture, type PostgresqlFixture } from '../postgresql-fixture.ts'
import { refusals, SinkRun } from './write-fixture.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())
beforeEach(() =>
  fixture.run(`DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY, name text, amount numeric(10,2));
    INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2), (3, NULL, 3)`),
)

const sink = (config: Readonly<Record<string, unknown>>) => new SinkRun(fixture, { table: 't', keys: ['id'], ...config })
const table = async () => fixture.rows(`SELECT id, name, amount::text FROM t ORDER BY id`)
const COLUMNS = ['id:integer', 'name', 'amount:decimal(10,2)']
const left = async (): Promise<unknown> =>
  (await fixture.rows(`SELECT count(*)::int FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%'`))[0]?.[0]

test('upsert inserts, updates what differs, and leaves the rest alone; a second run changes nothing', async () => {
  const rows = [['2', 'zwei', '2.00'], ['3', null, '3.00'], ['4', 'vier', '4.50']] // prettier-ignore
  const { plan, counts, before } = await sink({ mode: 'upsert' }).write(COLUMNS, rows)
  expect(plan.counts).toEqual({ inserted: 1, updated: 1, deleted: 0, unchanged: 1 })
  expect([counts, before]).toEqual([plan.counts, false])
  expect(plan.changes).toEqual([
    { kind: 'insert', key: { id: '4' }, fields: [
      { column: 'id', before: null, after: '4' }, { column: 'name', before: null, after: 'vier' }, { column: 'amount', before: null, after: '4.50' },
    ] },
    { kind: 'update', key: { id: '2' }, fields: [{ column: 'name', before: 'two', after: 'zwei' }] },
  ]) // prettier-ignore
  expect(plan).toMatchObject({ node: 'out', target: 'db: public.t', approval: [] })
  const written = [[1, 'one', '1.00'], [2, 'zwei', '2.00'], [3, null, '3.00'], [4, 'vier', '4.50']] // prettier-ignore
  expect(await table()).toEqual(written)
  const versions = await fixture.rows('SELECT xmin::text FROM t ORDER BY id')
  const again = await sink({ mode: 'upsert' }).write(COLUMNS, rows)
  expect([again.counts, again.plan.changes]).toEqual([{ inserted: 0, updated: 0, deleted: 0, unchanged: 3 }, []])
  expect(await fixture.rows('SELECT xmin::text FROM t ORDER BY id')).toEqual(versions)
  expect(await left()).toBe(0)
})

test('insert takes new rows and refuses those that are there, or came before', async () => {
  const run = sink({ mode: 'insert', keys: [] })
  const written = await run.write(COLUMNS, [['1', 'x', '1'], ['7', 'a', '1'], ['7', 'b', '2'], ['8', 'c', null]]) // prettier-ignore
  expect(written.counts).toEqual({ inserted: 2, updated: 0, deleted: 0, unchanged: 0 })
  expect(refusals(written)).toEqual([[0, 'refused-unique', 'id'], [2, 'refused-unique', 'id']]) // prettier-ignore
  expect(written.rejects[0]).toMatchObject({ value: '1', params: { sqlstate: '23505', constraint: 't_pkey' } })
  expect(await table()).toEqual([[1, 'one', '1.00'], [2, 'two', '2.00'], [3, null, '3.00'], [7, 'a', '1.00'], [8, 'c', null]]) // prettier-ignore
})

test('update changes rows that are there and refuses the others', async () => {
  const written = await sink({ mode: 'update' }).write(['id:integer', 'name'], [['1', 'one'], ['2', null], ['9', 'nine']]) // prettier-ignore
  expect(written.counts).toEqual({ inserted: 0, updated: 1, deleted: 0, unchanged: 1 })
  expect(refusals(written)).toEqual([[2, 'target-row-missing', 'id']])
  expect(await table()).toEqual([[1, 'one', '1.00'], [2, null, '2.00'], [3, null, '3.00']]) // prettier-ignore
})

test('delete takes away the rows that are named; naming one that is gone changes nothing', async () => {
  const written = await sink({ mode: 'delete' }).write(
    ['id:integer', 'why'],
    [
      ['1', 'old'],
      ['9', 'old'],
    ],
  )
  expect(written.counts).toEqual({ inserted: 0, updated: 0, deleted: 1, unchanged: 1 })
  expect(written.plan.changes).toEqual([{ kind: 'delete', key: { id: '1' }, fields: [{ column: 'id', before: '1', after: null }] }])
  expect(await table()).toEqual([[2, 'two', '2.00'], [3, null, '3.00']]) // prettier-ignore
})

test('replace makes the table hold exactly the input', async () => {
  const written = await sink({ mode: 'replace', keys: [] }).write(COLUMNS, [['5', 'five', '5'], ['1', 'one', '1']]) // prettier-ignore
  expect(written.counts).toEqual({ inserted: 2, updated: 0, deleted: 3, unchanged: 0 })
  expect(await table()).toEqual([[1, 'one', '1.00'], [5, 'five', '5.00']]) // prettier-ignore
})

test('sync also deletes what is not in the input, but never a row whose own row was refused', async () => {
  const rows = [['1', 'one', '1'], ['2', 'two', 'a lot'], ['6', 'six', '6']] // prettier-ignore
  const written = await sink({ mode: 'sync' }).write(['id', 'name', 'amount'], rows)
  expect(written.counts).toEqual({ inserted: 1, updated: 0, deleted: 1, unchanged: 1 })
  expect(refusals(written)).toEqual([[1, 'refused-value', 'amount']])
  expect(written.plan.changes.map(({ kind, key }) => [kind, key])).toEqual([['insert', { id: '6' }], ['delete', { id: '3' }]]) // prettier-ignore
  expect(await table()).toEqual([[1, 'one', '1.00'], [2, 'two', '2.00'], [6, 'six', '6.00']]) // prettier-ignore
  const again = await sink({ mode: 'sync' }).write(['id', 'name', 'amount'], rows)
  expect(again.counts).toEqual({ inserted: 0, updated: 0, deleted: 0, unchanged: 2 })
})

test('nothing in, nothing out: sync and replace empty the table, the others leave it', async () => {
  expect((await sink({ mode: 'upsert' }).write(COLUMNS, [])).counts).toEqual({ inserted: 0, updated: 0, deleted: 0, unchanged: 0 })
  expect((await sink({ mode: 'sync' }).write(COLUMNS, [])).counts).toEqual({ inserted: 0, updated: 0, deleted: 3, unchanged: 0 })
  expect(await table()).toEqual([])
})

test('a table that is not there is made, with types and key, together with its rows', async () => {
  const columns = [
    '编号:integer',
    'big:integer(128)',
    'd:decimal(38,10)',
    'f:float',
    'b:boolean',
    'day:date',
    't:time',
    'dt:datetime',
    'i:instant',
    'l:list',
    'r:record',
    'x:binary',
    'a"b',
  ]
  const row = ['9223372036854775807', '170141183460469231731687303715884105727', '1234567890123456789012345678.0123456789', '0.1', 'true', '2026-02-28', '23:59:59.999999',
    '2026-01-02 03:04:05.000001', '2026-01-02 03:04:05+08', '[1,"a\\n"]', '{"n":12345678901234567890.10}', '王', 'quote" back\\slash\nline\ttab'] // prettier-ignore
  const config = { table: 'made."My table"', keys: ['编号'], createTable: true, mode: 'upsert' }
  await fixture.run('CREATE SCHEMA made')
  const run = sink(config)
  const prepared = await run.prepare(columns, [row])
  expect(await fixture.rows(`SELECT to_regclass('made."My table"')`)).toEqual([[null]])
  expect((await run.apply(prepared)).counts.inserted).toBe(1)
  expect(await fixture.rows(`SELECT "编号"::text, big::text, d::text, f, b, day::text, t::text, dt::text, i = '2026-01-01 19:04:05+00', l::text, r::text, encode(x, 'hex'), "a""b" FROM made."My table"`)).toEqual([
    [row[0], row[1], row[2], 0.1, true, row[5], row[6], row[7], true, '[1, "a\\n"]', '{"n": 12345678901234567890.10}', 'e78e8b', row[12]],
  ]) // prettier-ignore
  expect((await sink(config).write(columns, [row])).counts).toEqual({ inserted: 0, updated: 0, deleted: 0, unchanged: 1 })
})

test('columns are listed when their names differ', async () => {
  const config = { mode: 'upsert', keys: ['Nr'], mapping: 'listed', columns: [{ from: 'Nr', to: 'id' }, { from: 'Betrag', to: 'amount' }] } // prettier-ignore
  await sink(config).write(['Nr:integer', 'unused', 'Betrag:decimal(10,2)'], [['1', 'x', '9.99']])
  expect((await table())[0]).toEqual([1, 'one', '9.99'])
})

test('empty and missing stay what they are', async () => {
  await sink({ mode: 'upsert' }).write(COLUMNS, [['1', '', '1'], ['2', null, '2'], ['3', '\\N', '3']]) // prettier-ignore
  expect((await table()).map((row) => row[1])).toEqual(['', null, '\\N'])
})
