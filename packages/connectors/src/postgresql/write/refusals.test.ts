import { afterAll, beforeAll, expect, test } from 'vitest'
import { failureOf } from '../../source-fixture.ts'
import { Database } from '../database.ts'
import { postgresqlFixture, type PostgresqlFixture } from '../postgresql-fixture.ts'
import { RowCopier } from './copy-rows.ts'
import { mapColumns } from './mapping.ts'
import { writeSettings } from './settings.ts'
import { createStaging } from './staging.ts'
import { batchesOf, inputColumns, refusals, SinkRun } from './write-fixture.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())

const sink = (table: string, config: Readonly<Record<string, unknown>> = {}) => new SinkRun(fixture, { table, mode: 'insert', ...config })
const rowsOf = async (table: string) => (await fixture.rows(`SELECT to_json(t) FROM ${table} t ORDER BY 1::text`)).map(([row]) => row)

test('values that are none of the column are refused with the reason of the database, each with its column', async () => {
  await fixture.run(`CREATE DOMAIN even AS int CHECK (value % 2 = 0); CREATE TYPE light AS ENUM ('red', 'green');
    CREATE TABLE typed (n int, s varchar(3), d date, u uuid, e even, l light, j jsonb)`)
  const fine = ['1', 'abc', '2026-02-28', '00000000-0000-0000-0000-000000000001', '2', 'red', '{"a":1}']
  const bad = [
    ['x', 0],
    ['abcd', 1],
    ['2026-02-30', 2],
    ['no', 3],
    ['3', 4],
    ['blue', 5],
    ['{', 6],
    ['99999999999', 0],
    ['a\0b', 1],
  ] as const
  const rows = [fine, ...bad.map(([value, place]) => fine.map((text, i) => (i === place ? value : text))), fine]
  const written = await sink('typed').write(['n', 's', 'd', 'u', 'e', 'l', 'j'], rows)
  expect(written.counts.inserted).toBe(2)
  expect(refusals(written)).toEqual([
    [1, 'refused-value', 'n'], [2, 'refused-value', 's'], [3, 'refused-value', 'd'], [4, 'refused-value', 'u'], [5, 'refused-check', 'e'],
    [6, 'refused-value', 'l'], [7, 'refused-value', 'j'], [8, 'refused-value', 'n'], [9, 'value-has-nul', 's'],
  ]) // prettier-ignore
  expect(written.rejects.find(({ row }) => row === 1)).toMatchObject({ value: 'x', params: { sqlstate: '22P02' } })
})

test('nothing is rounded, cut or moved to another zone in silence', async () => {
  await fixture.run(`CREATE TABLE exact (m numeric(10,2), i int, f float8, d date, z timestamptz(3), p timestamp, b bytea)`)
  const columns = ['m', 'i', 'f:integer', 'd', 'z', 'p', 'b:binary']
  const fine = ['1.50', '7.00', '9007199254740992', '2026-01-02', '2026-01-02T03:04:05.123Z', '2026-01-02 03:04:05.5', '王']
  const bad = [['1.505', 0], ['1.5e-3', 0], ['7.5', 1], ['9007199254740993', 2], ['2026-01-02 10:00', 3], ['2026-01-02 03:04:05', 4], ['2026-01-02 03:04:05.1234Z', 4], ['2026-01-02 03:04:05+01', 5]] as const // prettier-ignore
  const rows = [fine, ...bad.map(([value, place]) => fine.map((text, i) => (i === place ? value : text)))]
  const written = await sink('exact').write(columns, rows)
  expect(refusals(written)).toEqual([
    [1, 'value-would-round', 'm'], [2, 'value-would-round', 'm'], [3, 'refused-value', 'i'], [4, 'value-would-round', 'f'],
    [5, 'value-would-lose-time', 'd'], [6, 'value-lacks-zone', 'z'], [7, 'value-would-round', 'z'], [8, 'value-has-zone', 'p'],
  ]) // prettier-ignore
  expect(await fixture.rows('SELECT m::text, i, f, d::text, extract(milliseconds FROM z)::int, p::text, b FROM exact')).toEqual([
    ['1.50', 7, 9007199254740992, '2026-01-02', 5123, '2026-01-02 03:04:05.5', Buffer.from('王')],
  ])
})

test('lists go into arrays; what is no list is refused', async () => {
  await fixture.run('CREATE TABLE lists (n numeric[], t text[])')
  const written = await sink('lists').write(['n:list', 't:list'], [
    ['[12345678901234567890.10, null]', '["a\\"b", "NULL", "c,d\\\\", "王"]'],
    ['[[1,2],[3,4]]', '[]'],
    ['{"a":1}', '[]'],
    ['[1', '[]'],
  ]) // prettier-ignore
  expect(refusals(written)).toEqual([[2, 'value-not-a-list', 'n'], [3, 'value-not-a-list', 'n']]) // prettier-ignore
  expect(await fixture.rows('SELECT n::text, t::text FROM lists')).toEqual([
    ['{12345678901234567890.10,NULL}', '{"a\\"b","NULL","c,d\\\\",王}'],
    ['{{1,2},{3,4}}', '{}'],
  ])
})

test('constraints refuse rows one by one: missing, check, reference, unique; the rest is written', async () => {
  await fixture.run(`CREATE TABLE kinds (code text PRIMARY KEY); INSERT INTO kinds VALUES ('a');
    CREATE TABLE strict (id int PRIMARY KEY, kind text REFERENCES kinds, n int NOT NULL CHECK (n > 0), mail text UNIQUE)`)
  const rows = [['1', 'a', '1', 'x'], ['2', 'zz', '1', 'y'], ['3', 'a', '0', null], ['4', 'a', null, null], ['5', null, '5', 'x'], ['6', 'a', '6', null]] // prettier-ignore
  const written = await sink('strict').write(['id', 'kind', 'n', 'mail'], rows)
  expect(refusals(written)).toEqual([
    [1, 'refused-foreign-key', 'kind'], [2, 'refused-check', 'n'], [3, 'refused-missing', 'n'], [4, 'refused-unique', 'mail'],
  ]) // prettier-ignore
  expect(written.rejects.map(({ params }) => params['sqlstate']).sort()).toEqual(['23502', '23503', '23505', '23514'])
  expect(written.counts.inserted).toBe(2)
})

test('what only writing tells is tried first: triggers, exclusions, partial indexes, rows that only together are too many', async () => {
  await fixture.run(`CREATE TABLE moody (id int PRIMARY KEY, slot int4range, mail text, EXCLUDE USING gist (slot WITH &&));
    CREATE UNIQUE INDEX ON moody (lower(mail));
    CREATE FUNCTION refuse_seven() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 7 THEN RAISE EXCEPTION 'no sevens'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER sevens BEFORE INSERT OR UPDATE ON moody FOR EACH ROW EXECUTE FUNCTION refuse_seven()`)
  const rows = [['1', '[0,5)', 'a@x'], ['2', '[4,6)', 'b@x'], ['3', '[6,9)', 'A@X'], ['7', '[20,21)', 'c@x'], ['8', '[30,31)', 'd@x']] // prettier-ignore
  for (const mode of ['insert', 'upsert']) {
    await fixture.run('TRUNCATE moody')
    const prepared = await sink('moody', { mode, keys: ['id'] }).prepare(['id:integer', 'slot', 'mail'], rows)
    expect(refusals(prepared)).toEqual([[1, 'refused-exclusion', null], [2, 'refused-unique', null], [3, 'refused-by-database', null]]) // prettier-ignore
    expect(prepared.rejects.find(({ row }) => row === 3)?.params).toMatchObject({ sqlstate: 'P0001', message: 'no sevens' })
    expect(await rowsOf('moody')).toEqual([])
  }
  const written = await sink('moody', { mode: 'upsert', keys: ['id'] }).write(['id:integer', 'slot', 'mail'], rows)
  expect(written.counts).toEqual({ inserted: 2, updated: 0, deleted: 0, unchanged: 0 })
})

test('a row that others refer to is not deleted: by key the row is refused, by sync the run', async () => {
  await fixture.run(`CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents VALUES (1), (2);
    CREATE TABLE children (id int REFERENCES parents); INSERT INTO children VALUES (1)`)
  const written = await sink('parents', { mode: 'delete', keys: ['id'] }).write(['id:integer'], [['1'], ['2']])
  expect(refusals(written)).toEqual([[0, 'refused-foreign-key', null]])
  expect(await rowsOf('parents')).toEqual([{ id: 1 }])
  const sync = sink('parents', { mode: 'sync', keys: ['id'] }).prepare(['id:integer'], [['5']])
  expect((await failureOf(sync)).code).toBe('target-delete-refused')
})

test('a key that is missing or stands twice is refused', async () => {
  await fixture.run(`CREATE TABLE keyed (a int, b text, v int, PRIMARY KEY (a, b))`)
  const rows = [['1', 'x', '1'], ['1', 'y', '2'], ['1', 'x', '3'], [null, 'z', '4'], ['2', null, '5']] // prettier-ignore
  const written = await sink('keyed', { mode: 'upsert', keys: ['a', 'b'] }).write(['a:integer', 'b', 'v:integer'], rows)
  expect(refusals(written)).toEqual([[0, 'key-not-unique', 'a'], [2, 'key-not-unique', 'a'], [3, 'key-missing', 'a'], [4, 'key-missing', 'b']]) // prettier-ignore
  expect(await rowsOf('keyed')).toEqual([{ a: 1, b: 'y', v: 2 }])
})

test('names are only ever names, for writing too', async () => {
  const table = 'x"; DROP TABLE keyed; --'
  await fixture.run(`CREATE TABLE "x""; DROP TABLE keyed; --" ("k""--" int PRIMARY KEY, "'; SELECT 1" text)`)
  const run = sink(`"${table.replaceAll('"', '""')}"`, { mode: 'upsert', keys: ['k"--'] })
  expect((await run.write(['k"--:integer', "'; SELECT 1"], [['1', "'); DROP TABLE keyed; --"]])).counts.inserted).toBe(1)
  expect((await rowsOf('keyed')).length).toBe(1)
})

test.each([
  [{ table: 'nowhere' }, ['a'], 'database-table-unknown'],
  [{ table: 'seen' }, ['a'], 'target-not-a-table'],
  [{ table: 'plain' }, ['a', 'zz'], 'target-column-unknown'],
  [{ table: 'plain' }, ['b'], 'target-column-required'],
  [{ table: 'plain' }, ['a', 'g'], 'target-column-generated'],
  [{ table: 'plain', mode: 'upsert', keys: ['nope'] }, ['a'], 'key-column-missing'],
  [{ table: 'plain', mode: 'upsert' }, ['a'], 'keys-not-given'],
  [{ table: 'plain', mode: 'upsert', keys: ['b'] }, ['a', 'b'], 'target-key-not-unique'],
  [{ table: 'plain', mode: 'merge' }, ['a'], 'write-mode-unknown'],
  [{ table: 'plain', mapping: 'listed', columns: [{ from: 'a', to: 'a' }, { from: 'b', to: 'a' }] }, ['a', 'b'], 'target-column-twice'],
  [{ table: 'plain', mapping: 'listed', columns: [{ from: 'q', to: 'a' }] }, ['a'], 'write-column-missing'],
  [{ table: 'plain', mapping: 'listed', columns: [] }, ['a'], 'write-no-columns'],
  [{ table: 'plain' }, ['a', 'at:datetime'], 'target-type-unfit'],
  [{ table: 'a.b.c' }, ['a'], 'table-name-invalid'],
  [{ table: 'nowhere', mode: 'update', keys: ['a'], createTable: true }, ['a'], 'database-table-unknown'],
  [{ table: 'fresh', createTable: true }, ['x'.repeat(64)], 'database-name-invalid'],
]) ('%j with %j is refused', async (config, columns, code) => {
  await fixture.run(`CREATE TABLE IF NOT EXISTS plain (a text NOT NULL, b text, g int GENERATED ALWAYS AS (1) STORED, at timestamptz);
    TRUNCATE plain; INSERT INTO plain VALUES ('1', 'same'), ('2', 'same'); CREATE OR REPLACE VIEW seen AS SELECT * FROM plain`)
  const { table, ...rest } = config
  expect((await failureOf(sink(table, rest).prepare(columns, [columns.map(() => 'same')]))).code).toBe(code)
}) // prettier-ignore

test('before PostgreSQL 16 the rows that do not fit are found by halves', async () => {
  await fixture.run('CREATE TABLE old (id int, d date)')
  const columns = inputColumns('id', 'd')
  const mapped = mapColumns(writeSettings({ table: 'old', mode: 'upsert', keys: ['id'] }), columns, undefined, 'old').map((column) => ({
    ...column,
    to: { ...column.to, type: column.from === 'id' ? 'int' : 'date' },
  }))
  await using database = await Database.open(fixture.access, { allowedHosts: [fixture.host], signal: new AbortController().signal, timeoutSeconds: 30 }) // prettier-ignore
  const staging = { schema: 'public', table: 'old_stage' }
  await createStaging(database, staging, mapped)
  const copier = new RowCopier(database, staging, mapped, false)
  const rows = Array.from({ length: 100 }, (_row, i) => [i % 10 === 3 ? 'x' : String(i), i % 25 === 0 ? 'never' : '2026-01-01'])
  for await (const batch of batchesOf(rows, 100)) await copier.copy(batch)
  expect(
    copier.rejects.map(({ row, code, column, value }) => [row, code, column, value]).sort(([a], [b]) => Number(a) - Number(b)),
  ).toEqual(
    [0, 3, 13, 23, 25, 33, 43, 50, 53, 63, 73, 75, 83, 93].map((row) =>
      row % 10 === 3 ? [row, 'refused-value', 'id', 'x'] : [row, 'refused-value', 'd', 'never'],
    ),
  )
  // Refused rows whose key is one still name their row.
  expect(
    await fixture.rows('SELECT count(*) FILTER (WHERE NOT sluice_bad)::int, count(*) FILTER (WHERE sluice_bad)::int FROM old_stage'),
  ).toEqual([[86, 4]])
})
