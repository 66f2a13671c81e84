import { allowHost, ask } from '../drivers/api.ts'
import { startPagedService } from '../drivers/paged-service.ts'
import { expect, test } from '../drivers/product.ts'

const FLOW = 'Records of a slow system'

const slowFlow = (url: string) => ({
  sluice: 1,
  name: FLOW,
  zone: 'Asia/Shanghai',
  nodes: [
    {
      id: 'records',
      type: 'source.http',
      label: 'Records',
      config: {
        url,
        paging: 'page',
        pageSizeParam: 'size',
        pageSize: 1_000,
        columns: [
          { source: 'id', name: 'id', type: 'integer' },
          { source: 'city', name: 'city', type: 'text' },
        ],
      },
      position: { x: 0, y: 0 },
    },
    { id: 'file', type: 'sink.csv', label: 'Records file', config: { path: 'records.csv' }, position: { x: 320, y: 0 } },
  ],
  edges: [{ from: { node: 'records', port: 'rows' }, to: { node: 'file', port: 'rows' } }],
  notes: [],
})

test('counts move while a run reads; a reload in mid-run shows the truth; cancel stops the run with nothing written', async ({
  page,
  editor,
}) => {
  await using service = await startPagedService()
  await allowHost(page, service.host)
  await ask(page, 'POST', '/api/flows', { flow: slowFlow(service.url) })
  await editor.openFlow(FLOW)
  await editor.run()
  await expect.poll(service.waiting).toBe(1)
  service.answerNext()
  const source = editor.node('Records').first()
  await expect(source).toContainText('1,000 read')
  service.answerNext()
  await expect(source).toContainText('2,000 read')

  await page.reload()
  await editor.tab('Run').click()
  const status = editor.panel.getByRole('status').first()
  await expect(status).toHaveText(/^running/)
  await expect(source).toContainText('2,000 read')
  service.answerNext()
  await expect(source).toContainText('3,000 read')

  await page.getByRole('button', { name: 'Cancel run' }).first().click()
  await expect(status).toHaveText(/^cancelled/)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  await expect.poll(service.waiting).toBe(0)
  await editor.panel.getByRole('tab', { name: /^Outputs/ }).click()
  await expect(editor.panel.getByRole('link', { name: /^Download/ })).toHaveCount(0)
  const { files } = (await ask(page, 'GET', '/api/files')) as { readonly files: readonly { readonly path: string }[] }
  expect(files.map((file) => file.path)).not.toContain('records.csv')
})

test('system A and system B are called and joined', async ({ editor }) => {
  await editor.openFlow('Customers of system A with their orders of system B')
  await editor.run()
  await expect(editor.panel.getByRole('status').filter({ hasText: /^succeeded/ })).toBeVisible()
  await expect(editor.panel.getByRole('tab', { name: 'Outputs (3)' })).toBeVisible()
})

test('JSON and XML become one record, in which the later source wins', async ({ page, editor }) => {
  await editor.openFlow('JSON and XML merged into one record')
  await editor.run()
  await expect(editor.panel.getByRole('status').filter({ hasText: /^succeeded/ })).toBeVisible()
  await editor.panel.getByRole('tab', { name: /^Outputs/ }).click()
  const file = await editor.download('merged-person.json')
  expect(
    JSON.parse(await (await file.createReadStream()).setEncoding('utf8').reduce((all: string, part: string) => all + part, '')),
  ).toEqual([{ name: 'John', age: '30' }])
  await expect(page.getByText('Merge by name, the later source wins').first()).toBeVisible()
})

test('the page of a run tells when each node worked, and leads to the health of its flow', async ({ page, editor }) => {
  await editor.openFlow('JSON and XML merged into one record')
  await editor.run()
  await expect(editor.panel.getByRole('status').filter({ hasText: /^succeeded/ })).toBeVisible()
  await editor.panel.getByRole('link', { name: "Open the run's page" }).click()
  // The editor has a tab of this name too, until the page of the run is there.
  await expect(page.getByRole('tab', { name: 'Lineage' })).toBeVisible()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  const rows = page.getByRole('grid').locator('tbody').getByRole('row')
  await expect(rows).toHaveCount(5)
  await expect(rows.filter({ hasText: 'done' })).toHaveCount(5)
  await rows.first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(rows.nth(1)).toBeFocused()
  await expect(page.getByRole('tooltip')).toContainText('done')

  await page.getByRole('link', { name: 'Flow health' }).click()
  await expect(page.getByRole('definition').filter({ hasText: '100%' })).toBeVisible()
  await expect(page.getByText('No schedule promises when this flow runs.')).toBeVisible()
  await page.getByText('24 hours').click()
  const outcomes = page.getByRole('group', { name: /^Runs by outcome/ })
  await outcomes.focus()
  await page.keyboard.press('End')
  await page.getByText('Figures as a table').click()
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(2)
})
