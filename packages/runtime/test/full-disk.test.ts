import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type RunManifest } from '@sluice/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresqlFixture, type PostgresqlFixture } from '../../connectors/src/postgresql/postgresql-fixture.ts'
import { tablespaceIn } from '../../store/test/tablespace.ts'
import { columns, copyCsv, edge, node, runOn } from './flow-run.ts'
import { smallDisk } from './small-disk.ts'

const disk = smallDisk()

test.skipIf(disk === undefined)(
  'a full disk fails the run and leaves nothing behind (needs the right to mount a small tmpfs)',
  async () => {
    const output = disk?.folder ?? ''
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},some text that takes room ${i * 7919}`).join('\n')
    const source = node('in', 'source.csv', { path: 'in.csv', columns: columns('a', 'b') })
    const { folder } = await runOn({ files: { 'in.csv': `a,b\n${rows}\n` }, ...copyCsv(source) })
    const { result } = await runOn({ ...copyCsv(source), job: { folders: { input: folder, output, work: join(output, '.work') } } })
    expect(result).toMatchObject({ status: 'failed', outputs: [] })
    expect(result.problems.map((p) => p.code)).toContain('disk-full')
    expect(readdirSync(output).filter((name) => name !== '.work')).toEqual([])
  },
)

const KB = 1 << 10
const ROWS = 20_000
const databaseDisk = smallDisk(24)

describe.skipIf(databaseDisk === undefined)('a PostgreSQL whose disk is full (needs the right to mount a small tmpfs)', () => {
  let fixture: PostgresqlFixture
  let tables: Awaited<ReturnType<typeof tablespaceIn>>
  beforeAll(async () => {
    fixture = await postgresqlFixture()
    tables = await tablespaceIn(databaseDisk?.folder ?? '')
    // New connections keep what they make on the small disk.
    const [[database] = []] = await fixture.rows('SELECT current_database()')
    await fixture.run(`ALTER DATABASE ${String(database)} SET default_tablespace = '${tables.name}'`)
  })
  afterAll(async () => {
    databaseDisk?.clear()
    await fixture.run('DROP SCHEMA IF EXISTS sluice_staging CASCADE; DROP TABLE IF EXISTS taken')
    await fixture[Symbol.asyncDispose]()
    await tables[Symbol.asyncDispose]()
  })

  const counted = (): Promise<readonly unknown[][]> => fixture.rows('SELECT count(*)::int, count(DISTINCT id)::int FROM taken')
  const staged = (): Promise<readonly unknown[][]> => fixture.rows(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%'`) // prettier-ignore

  async function write(runId: string, more: { readonly attempt?: number; readonly resume?: RunManifest } = {}) {
    let manifest: RunManifest | undefined
    const data = { columns: ['id', 'text'], rows: Array.from({ length: ROWS }, (_, n) => [String(n), 'y'.repeat(100)]) }
    const { result } = await runOn({
      nodes: [
        node('in', 'source.table', { data }),
        node('out', 'sink.postgresql', { connection: { connection: 'db' }, retries: 0, table: 'taken', mode: 'insert', createTable: true }),
      ],
      edges: [edge('in', 'out')],
      job: { runId, connections: { db: fixture.access }, allowedHosts: [fixture.host], ...more },
      host: (question) => {
        if (question.type === 'commit') manifest = question.manifest
        return Promise.resolve('go')
      },
    })
    return { result, manifest }
  }

  test('refuses the rows, keeps nothing of them, and takes them all once there is room', async () => {
    databaseDisk?.fill(512 * KB)
    const { result, manifest } = await write('staging')
    expect(result).toMatchObject({ status: 'failed', retryable: true, problems: [{ code: 'database-disk-full', nodeId: 'out' }] })
    expect(manifest).toBeUndefined()
    expect(await staged()).toEqual([])
    databaseDisk?.clear()
    expect((await write('again')).result).toMatchObject({ status: 'succeeded', nodes: { out: { passed: ROWS } } })
    expect(await counted()).toEqual([[ROWS, ROWS]])
    expect(await staged()).toEqual([])
    await fixture.run('DROP TABLE taken')
  })

  test('while prepared rows are shown: none is, and the same commit is finished once there is room', async () => {
    // Enough for the staged rows, not for the same again.
    databaseDisk?.fill(4_200 * KB)
    const { result, manifest } = await write('applying')
    expect(result).toMatchObject({ status: 'failed', retryable: true, problems: [{ code: 'database-disk-full', nodeId: 'out' }] })
    expect(manifest).toBeDefined()
    expect(await fixture.rows(`SELECT to_regclass('taken')::text`)).toEqual([[null]])
    databaseDisk?.clear()
    const { result: finished } = await write('applying', { attempt: 2, resume: manifest! })
    expect(finished).toMatchObject({ status: 'succeeded' })
    expect(await counted()).toEqual([[ROWS, ROWS]])
    expect(await staged()).toEqual([])
  })
})
