import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresqlFixture, type PostgresqlFixture } from '../../../packages/connectors/src/postgresql/postgresql-fixture.ts'
import { ended } from './events.ts'
import { edge, node, triggered, type Triggered } from './triggered.ts'

let source: PostgresqlFixture
let t: Triggered
beforeAll(async () => {
  source = await postgresqlFixture()
  t = await triggered()
  const { config, secrets } = source.access
  await t.owner.put('/api/settings', { zone: 'UTC', allowedHosts: [source.host] })
  await t.owner.post('/api/connections', { name: 'shop', type: 'postgresql', config, secrets })
  await t.begin()
})
afterAll(async () => {
  await t[Symbol.asyncDispose]()
  await source[Symbol.asyncDispose]()
})

interface Mark {
  readonly node: string
  readonly value: unknown
  readonly changes: readonly { readonly id: number; readonly value: unknown; readonly runId: string | null; readonly changedBy: string }[]
}

test('a source that a person sets back to an earlier place, or to the beginning, is read again from there', async () => {
  const settings = { connection: { connection: 'shop' }, table: 'orders', incremental: 'column', watermarkColumn: 'id' }
  const columns = [{ source: 'id', name: 'id', type: 'integer' }]
  const flow = {
    ...emptyFlow('New orders'),
    nodes: [node('orders', 'source.postgresql', { ...settings, columns }), node('table', 'sink.table')],
    edges: [edge('orders', 'rows', 'table')],
  }
  const { id: flowId } = await t.owner.post('/api/flows', { flow })
  const read = async (): Promise<readonly string[]> => {
    const started = await t.owner.post(`/api/flows/${flowId}/runs`)
    const run = await ended(t.owner, started.id)
    expect(run, JSON.stringify(run.problems)).toMatchObject({ status: 'succeeded' })
    const [output] = run.outputs as unknown as { id: string }[]
    const { body } = await t.owner.get(`/api/runs/${started.id}/outputs/${output?.id ?? ''}/rows?limit=50`)
    return (body.rows as unknown as string[][]).map(([id]) => id ?? '').sort()
  }
  const marks = async (): Promise<readonly Mark[]> =>
    (await t.owner.get(`/api/flows/${flowId}/watermarks`)).body.watermarks as unknown as Mark[]
  const goBack = (change: number | null) => t.owner.post(`/api/flows/${flowId}/watermarks`, { node: 'orders', change })

  await source.run('CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders VALUES (1), (2)')
  expect(await read()).toEqual(['1', '2'])
  await source.run('INSERT INTO orders VALUES (3)')
  expect(await read()).toEqual(['3'])
  expect(await read()).toEqual([])

  const [mark] = await marks()
  const first = mark?.changes.at(-1)
  expect(first).toMatchObject({ changedBy: 'run', value: { column: 'id', value: '2' } })
  expect(await goBack(first?.id ?? 0)).toMatchObject({ status: 200, body: { watermarks: [{ node: 'orders', value: first?.value }] } })
  expect(await read()).toEqual(['3'])

  expect(await goBack(null)).toMatchObject({ status: 200, body: { watermarks: [{ node: 'orders', value: null }] } })
  expect(await read()).toEqual(['1', '2', '3'])
  expect((await marks())[0]?.value).toEqual(mark?.value)
  expect((await t.owner.get('/api/audit')).text).toContain('watermark')
})
