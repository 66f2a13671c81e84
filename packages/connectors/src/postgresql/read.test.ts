import { afterAll, beforeAll, expect, test } from 'vitest'
import { failureOf } from '../source-fixture.ts'
import { postgresqlFixture, readRows, type PostgresqlFixture } from './postgresql-fixture.ts'
import { openPostgresql } from './read.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())

const query = (text: string, parameters: Readonly<Record<string, string>> = {}) => ({
  ...fixture.setting,
  mode: 'query',
  query: text,
  parameters,
})
const read = async (config: Readonly<Record<string, unknown>>, columns: readonly string[]) =>
  readRows(await openPostgresql(config, fixture.source.context(columns)))

test('every type arrives as its exact text', async () => {
  await fixture.run(`
    CREATE TYPE mood AS ENUM ('so so', 'ok');
    CREATE DOMAIN cents AS bigint;
    CREATE TABLE kinds (a bigint, b numeric(38,10), c numeric, d float8, e float4, f boolean, g date, h time, i timestamp,
      j timestamptz, k json, l jsonb, m uuid, n bytea, o text, p int[], q text[][], r mood, s cents, t interval, u float8[], v bool[]);
    INSERT INTO kinds VALUES (9223372036854775807, 1234567890123456789012345678.0123456789, 1.10000000000000000000000000000000000000000001,
      0.1, 0.1, true, '2026-02-28', '23:59:59.999999', '2026-01-02 03:04:05.000001', '2026-01-02 03:04:05+08',
      '{"a":12345678901234567890.10, "a":2}', '{"b":[1.0]}', '00000000-0000-0000-0000-00000000000A', '\\x00ff', E'quote" back\\\\slash\\nline',
      '{1,NULL,3}', '{{"a,\\"b",""},{NULL,"王"}}', 'so so', 7, '1 day 02:00:00', '{0.1,NaN,1e300}', '{t,f,NULL}'),
      (null, null, 'NaN', 'NaN', '-Infinity', null, 'infinity', null, '0044-03-15 BC', '-infinity', null, null, null, '', '', '{}', null, null, null, null, null, null);
  `)
  const names = 'a b c d e f g h i j k l m n o p q r s t u v'.split(' ')
  expect(await read({ ...fixture.setting, table: 'kinds' }, names)).toEqual([
    [
      '9223372036854775807', '1234567890123456789012345678.0123456789', '1.10000000000000000000000000000000000000000001', '0.1', '0.1',
      'true', '2026-02-28', '23:59:59.999999', '2026-01-02 03:04:05.000001', '2026-01-01 19:04:05+00', '{"a":12345678901234567890.10, "a":2}',
      '{"b": [1.0]}', '00000000-0000-0000-0000-00000000000a', '\\x00ff', 'quote" back\\slash\nline', '[1,null,3]',
      '[["a,\\"b",""],[null,"王"]]', 'so so', '7', '1 day 02:00:00', '[0.1,"NaN",1e+300]', '[true,false,null]',
    ],
    [
      null, null, 'NaN', 'NaN', '-Infinity', null, 'infinity', null, '0044-03-15 00:00:00 BC', '-infinity', null, null, null, '\\x', '', '[]',
      null, null, null, null, null, null,
    ],
  ]) // prettier-ignore
})

test('names of tables and columns are only ever names', async () => {
  const table = 'Robert"); DROP TABLE kinds; --'
  await fixture.run(`CREATE SCHEMA "my.schema"; CREATE TABLE "my.schema"."Robert""); DROP TABLE kinds; --" ("a"";--" text, "select" int, "编 号" text);
    INSERT INTO "my.schema"."Robert""); DROP TABLE kinds; --" VALUES ('x', 1, '王')`)
  const config = { ...fixture.setting, table: `"my.schema"."${table.replaceAll('"', '""')}"` }
  expect(await read(config, ['编 号', 'a";--', 'select'])).toEqual([['王', 'x', '1']])
})

test('values of parameters travel beside the query', async () => {
  const hostile = "x' OR true; DROP TABLE kinds; --"
  const rows = await read(query('SELECT ${who}::text AS who, ${ n }::int + ${n}::int AS n -- ${comment}', { who: hostile, n: '4' }), [
    'n',
    'who',
  ])
  expect(rows).toEqual([['8', hostile]])
})

test('columns of a query may share a name or have none', async () => {
  const rows = await read(query('SELECT 1 AS a, 2 AS a, 3, 4;'), ['a', 'a_2', '?column?', '?column?_2'])
  expect(rows).toEqual([['1', '2', '3', '4']])
})

test('a query keeps its order, batch after batch, and a sample ends early', async () => {
  const config = query("SELECT n, repeat('x', 100) AS t FROM generate_series(1, 30000) n ORDER BY n DESC")
  const rows = await read(config, ['n'])
  expect(rows.length).toBe(30_000)
  expect(rows.every(([n], i) => Number(n) === 30_000 - i)).toBe(true)
  const sample = await readRows(await openPostgresql(config, fixture.source.context(['n'], { sampleRows: 700 })))
  expect(sample.length).toBe(700)
})

test('rows are given on before those behind them are computed', async () => {
  const config = query('SELECT 1 / (30000 - n) AS q, n FROM generate_series(1, 40000) n')
  const reading = await openPostgresql(config, fixture.source.context(['n']))
  let given = 0
  const readAll = async (): Promise<void> => {
    if (reading.kind !== 'batches') throw new Error('no batches')
    for await (const { columns } of reading.batches) given += columns[0]?.length ?? 0
  }
  await expect(readAll()).rejects.toMatchObject({ params: { message: 'division by zero' } })
  expect(given).toBeGreaterThan(0)
  expect(given).toBeLessThan(30_000)
})

test.each([
  ['two statements', 'SELECT 1; DROP TABLE kinds', 'database-query-refused'],
  ['a program', "COPY kinds TO PROGRAM 'touch /tmp/x'", 'database-query-refused'],
  ['a change in WITH', 'WITH gone AS (DELETE FROM kinds RETURNING *) SELECT * FROM gone', 'database-query-refused'],
  ['a new table', 'SELECT 1 AS a INTO made', 'database-query-refused'],
  ['a change by a function', "SELECT setval('numbers', 3)", 'database-query-writes'],
  ['the end of the transaction', 'COMMIT', 'database-query-refused'],
  ['a delete', 'DELETE FROM kinds', 'database-query-refused'],
  ['nothing', ' ; ', 'query-not-given'],
  ['a parameter in quotes', "SELECT '${who}'", 'query-parameter-quoted'],
  ['a table that is not there', 'SELECT * FROM nowhere', 'database-query-refused'],
])('%s is refused as a query', async (_what, text, code) => {
  await fixture.run('CREATE SEQUENCE IF NOT EXISTS numbers')
  expect(await failureOf(read(query(text), []))).toMatchObject({ code })
  expect((await fixture.rows('SELECT count(*)::int FROM kinds'))[0]).toEqual([2])
})

test.each([
  [{ table: 'nowhere' }, ['a'], 'database-table-unknown'],
  [{ table: 'a.b.c' }, ['a'], 'table-name-invalid'],
  [{ table: '' }, ['a'], 'table-name-invalid'],
  [{ table: 'x'.repeat(64) }, ['a'], 'database-name-invalid'],
  [{ table: 'kinds' }, ['a', 'zz'], 'database-column-unknown'],
  [{ connection: { connection: 'other' }, table: 'kinds' }, ['a'], 'connection-not-found'],
  [{ connection: null, table: 'kinds' }, ['a'], 'connection-not-given'],
])('settings %j are refused', async (settings, columns, code) => {
  const opened = (async () => read({ ...fixture.setting, ...settings }, columns))()
  expect((await failureOf(opened)).code).toBe(code)
})

test('a connection of another type is refused', async () => {
  const context = fixture.source.context(['a'], { connections: { db: { ...fixture.access, type: 'http' } } })
  const opened = (async () => openPostgresql({ ...fixture.setting, table: 'kinds' }, context))()
  expect(await failureOf(opened)).toEqual({
    code: 'connection-wrong-type',
    params: { connection: 'db', type: 'http', expected: 'postgresql' },
  })
})

test('a run sees one moment of the database', async () => {
  await fixture.run('CREATE TABLE growing AS SELECT n FROM generate_series(1, 20000) n')
  const reading = await openPostgresql({ ...fixture.setting, table: 'growing' }, fixture.source.context(['n']))
  if (reading.kind !== 'batches') throw new Error('not in batches')
  let rows = 0
  for await (const batch of reading.batches) {
    if (rows === 0) await fixture.run('INSERT INTO growing SELECT n FROM generate_series(1, 500) n; DELETE FROM growing WHERE n = 19999')
    rows += batch.columns[0]?.length ?? 0
  }
  expect(rows).toBe(20_000)
})
