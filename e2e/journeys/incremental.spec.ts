import type { Page } from '@playwright/test'
import { ask } from '../drivers/api.ts'
import { connectEmbedded } from '../drivers/embedded-database.ts'
import { expect, test } from '../drivers/product.ts'

const TABLE = 'public.visits'
const FLOW = 'New visits'
const FILE = 'new-visits.csv'

const node = (id: string, type: string, x: number, config: object, label = '') => ({ id, type, label, config, position: { x, y: 0 } })
const flowOf = (name: string, nodes: readonly ReturnType<typeof node>[]) => ({
  sluice: 1,
  name,
  nodes,
  edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
})
const connection = { connection: 'visits' }

/** Has the table hold these visits. */
async function haveVisits(page: Page, ids: readonly string[]): Promise<void> {
  const sink = { connection, table: TABLE, mode: 'upsert', keys: ['id'], createTable: true }
  const data = { columns: ['id'], rows: ids.map((id) => [id]) }
  const types = [{ column: 'id', type: 'integer' }]
  const flow = flowOf('Visits', [node('in', 'source.table', 0, { data, types }), node('out', 'sink.postgresql', 320, sink)])
  const { id } = (await ask(page, 'POST', '/api/flows', { flow })) as { readonly id: string }
  const run = (await ask(page, 'POST', `/api/flows/${id}/runs`, {})) as { readonly id: string }
  const state = async () => ((await ask(page, 'GET', `/api/runs/${run.id}`)) as { readonly status: string }).status
  await expect.poll(state).toBe('succeeded')
}

test(
  'a source goes on where it was read to; a person sends it back to an earlier place, and to the beginning',
  { tag: '@long' },
  async ({ page, editor }) => {
    test.setTimeout(150_000)
    await connectEmbedded(page, connection.connection)
    await haveVisits(page, ['1', '2'])
    const columns = [{ source: 'id', name: 'id', type: 'integer' }]
    const visits = { connection, table: TABLE, columns, incremental: 'column', watermarkColumn: 'id' }
    await ask(page, 'POST', '/api/flows', {
      flow: flowOf(FLOW, [node('in', 'source.postgresql', 0, visits, 'Visits'), node('out', 'sink.csv', 320, { path: FILE })]),
    })

    const sofar = editor.settings.getByRole('region', { name: 'Read so far' })
    const sends = async (place: RegExp | string): Promise<void> => {
      await sofar.getByRole('button', { name: 'Read again from …' }).click()
      await page.getByRole('menuitem', { name: place }).click()
      await expect(page.getByText('The next run reads Visits again from there.').last()).toBeVisible()
    }
    const reads = async (rows: string, place: string): Promise<void> => {
      await editor.run()
      await expect(editor.panel.getByRole('status').filter({ hasText: /^succeeded/ })).toBeVisible()
      await expect(editor.node('Visits')).toContainText(rows)
      await expect(sofar).toContainText(place)
    }

    await editor.openFlow(FLOW)
    await editor.select('Visits')
    await reads('2 rows', 'id · 2')
    await haveVisits(page, ['1', '2', '3'])
    await reads('1 row', 'id · 3')
    await sends(/^id · 2/)
    await expect(sofar).toContainText('id · 2')
    await reads('1 row', 'id · 3')
    await sends('the beginning')
    await expect(sofar).toContainText('nothing yet')
    await reads('3 rows', 'id · 3')
  },
)
