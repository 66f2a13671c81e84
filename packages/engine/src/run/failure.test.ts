import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { ConnectorError } from '../connector.ts'
import { testFolders } from '../test/run-plan.ts'
import { LiveFacts } from './facts.ts'
import { problemOf, RunFailure } from './failure.ts'
import { openSession } from './session.ts'

/** What DuckDB really throws for a statement, in a database as a run has it. */
async function thrownBy(sql: string, settings: readonly string[] = []): Promise<unknown> {
  await using folders = await testFolders()
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    for (const statement of [`SET temp_directory = '${folders.work}'`, ...settings]) await connection.run(statement)
    await connection.run(sql)
    return undefined
  } catch (error) {
    return error
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const BIG = 'CREATE TABLE t AS SELECT hash(i) AS a, hash(i + 1) AS b FROM range(20_000_000) r(i) ORDER BY a'

test.each([
  ['out-of-memory', BIG, [`SET memory_limit = '20MB'`, `SET temp_directory = ''`]],
  ['disk-full', BIG, [`SET memory_limit = '20MB'`, `SET max_temp_directory_size = '1MB'`]],
  ['file-not-readable', `SELECT * FROM read_csv('/nowhere/in.csv', auto_detect = false, columns = {'a': 'VARCHAR'})`, []],
  ['file-not-allowed', `SELECT * FROM read_text('/etc/hostname')`, ['SET enable_external_access = false']],
  ['value-out-of-range', `SELECT CAST(300 + range AS TINYINT) FROM range(3)`, []],
  ['engine-error', 'SELECT nothing FROM nowhere', []],
])('DuckDB failing with %s is told as that', async (code, sql, settings) => {
  const problem = problemOf(await thrownBy(sql, settings), 'node')
  expect(problem).toMatchObject({ severity: 'error', code, nodeId: 'node', params: { node: 'node' } })
})

test.each([
  ['disk-full', 'ENOSPC'],
  ['disk-full', 'EDQUOT'],
  ['file-not-allowed', 'EACCES'],
  ['file-not-allowed', 'EROFS'],
  ['file-not-readable', 'ENOENT'],
])('%s is what the system calls %s', (code, system) => {
  expect(problemOf(Object.assign(new Error('no'), { code: system }), undefined)).toMatchObject({ code })
})

test('what is understood already keeps its code', () => {
  expect(problemOf(new ConnectorError('http-status', { status: 500 }), 'a')).toMatchObject({ code: 'http-status', nodeId: 'a', params: { status: 500 } })
  const known = { severity: 'error', code: 'x', nodeId: 'b' } as const
  expect(problemOf(new RunFailure(known), 'a')).toEqual(known)
}) // prettier-ignore

test('the database of a run is locked: nothing outside its folders, no setting changed, nothing loaded', async () => {
  await using folders = await testFolders()
  const session = await openSession(folders, { memoryMb: 768, threads: 1 }, 'UTC', new LiveFacts())
  try {
    for (const sql of [
      `SELECT * FROM read_text('/etc/hostname')`,
      `COPY (SELECT 1) TO '${folders.work}/../outside.csv'`,
      `SET memory_limit = '10GB'`,
      `SET enable_external_access = true`,
      'INSTALL httpfs',
      `SELECT * FROM read_csv('https://example.com/a.csv')`,
    ])
      await expect(session.connection.run(sql), sql).rejects.toThrow()
  } finally {
    session.close()
  }
})
