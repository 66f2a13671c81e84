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

test('a table that one run wrote is known as what another run read, with or without its schema', async () => {
  const sink = { connection: { connection: 'shop' }, table: 'cleaned', mode: 'upsert', keys: ['id'], createTable: true }
  const typed = { data: { columns: ['id'], rows: [['1']] }, types: [{ column: 'id', type: 'integer' }] }
  const run = async (name: string, nodes: ReturnType<typeof node>[]): Promise<string> => {
    const saved = await t.owner.post('/api/flows', { flow: { ...emptyFlow(name), nodes, edges: [edge('in', 'rows', 'out')] } })
    const started = await t.owner.post(`/api/flows/${saved.id}/runs`)
    expect(await ended(t.owner, started.id)).toMatchObject({ status: 'succeeded' })
    return started.id
  }
  const writer = await run('Cleans', [node('in', 'source.table', typed), node('out', 'sink.postgresql', sink)])
  for (const table of ['cleaned', 'public.cleaned']) {
    const source = { connection: { connection: 'shop' }, table, columns: [{ source: 'id', name: 'id', type: 'integer' }] }
    const reader = await run('Reads', [node('in', 'source.postgresql', source), node('out', 'sink.table')])
    expect((await t.owner.get(`/api/runs/${reader}/lineage`)).body).toMatchObject({
      inputs: [{ kind: 'table', name: 'shop: public.cleaned', madeBy: { runId: writer, flowName: 'Cleans', flowRevision: 1 } }],
    })
  }
})
