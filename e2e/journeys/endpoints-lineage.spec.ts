import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { ask } from '../drivers/api.ts'
import { connectEmbedded } from '../drivers/embedded-database.ts'
import { expect, test } from '../drivers/product.ts'

interface Named {
  readonly id: string
  readonly revision: number
  readonly example: string | null
}
const example = async (page: Page, key: string): Promise<Named> => {
  const { flows } = (await ask(page, 'GET', '/api/flows')) as { readonly flows: readonly Named[] }
  const found = flows.find((flow) => flow.example === key)
  if (found === undefined) throw new Error(`no example ${key}`)
  return found
}

test('an endpoint is described for its callers as soon as its flow is published', async ({ page }) => {
  const { id, revision } = await example(page, 'customer-endpoint')
  const config = { kind: 'endpoint', method: 'GET', path: 'customer/:id', timeoutSeconds: 30 }
  await ask(page, 'POST', '/api/triggers', { name: 'Customer by number', flowId: id, config })
  await ask(page, 'POST', `/api/flows/${id}/publish`, { revision })
  await page.goto('/triggers/endpoints')
  const shown = page.getByRole('article', { name: 'GET /in/main/customer/{id}' })
  await expect(shown.getByRole('heading', { name: 'Customer by number' })).toBeVisible()
  await expect(shown.getByRole('row').filter({ hasText: 'Number of the customer, from the path' })).toContainText('string')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: /OpenAPI/ }).click()
  const document = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { readonly paths: object }
  expect(Object.keys(document.paths)).toContain('/in/main/customer/{id}')
})

test('the lineage of a run names the files that it read, with their hashes, and what it made', async ({ page }) => {
  const { id } = await example(page, 'json-xml-merge')
  const run = (await ask(page, 'POST', `/api/flows/${id}/runs`, {})) as { readonly id: string }
  await page.goto(`/runs/${run.id}`)
  await expect(page.getByText('succeeded', { exact: true })).toBeVisible()
  await page.getByRole('tab', { name: 'Lineage' }).click()
  const from = page.getByRole('region', { name: 'Where it came from' })
  for (const file of ['person.json', 'person.xml'])
    await expect(from.getByRole('listitem').filter({ hasText: file })).toContainText(/[0-9a-f]{12}/)
  const to = page.getByRole('region', { name: 'Where it went' })
  await expect(to.getByRole('listitem').filter({ hasText: 'merged-person.json' })).toContainText('no run has read it yet')
})

const connection = { connection: 'origins' }
const node = (id: string, type: string, config: object) => ({ id, type, config, position: { x: id === 'in' ? 0 : 320, y: 0 } })
const source = (table: string) =>
  node('in', 'source.postgresql', { connection, table, columns: [{ source: 'id', name: 'id', type: 'integer' }] })
const sink = (table: string) => node('out', 'sink.postgresql', { connection, table, mode: 'upsert', keys: ['id'], createTable: true })

test('from an output a person goes back to what it was made from, flow by flow, at the versions that ran', async ({ page }) => {
  await connectEmbedded(page, connection.connection)
  const typed = { data: { columns: ['id'], rows: [['1']] }, types: [{ column: 'id', type: 'integer' }] }
  const chain = [
    ['First of three', node('in', 'source.table', typed), sink('public.origins_one')],
    ['Second of three', source('origins_one'), sink('public.origins_two')],
    ['Third of three', source('public.origins_two'), node('out', 'sink.csv', { path: 'origins.csv' })],
  ] as const
  let last = ''
  for (const [name, ...nodes] of chain) {
    const flow = { sluice: 1, name, nodes, edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'out', port: 'rows' } }] }
    const made = (await ask(page, 'POST', '/api/flows', { flow })) as { readonly id: string; readonly revision: number }
    if (name === 'First of three') await ask(page, 'PUT', `/api/flows/${made.id}`, { flow, revision: made.revision })
    last = ((await ask(page, 'POST', `/api/flows/${made.id}/runs`, {})) as { readonly id: string }).id
    await expect.poll(async () => (await ask(page, 'GET', `/api/runs/${last}`)) as object).toMatchObject({ status: 'succeeded' })
  }
  await page.goto(`/runs/${last}?tab=outputs`)
  await page.getByRole('link', { name: 'Where origins.csv came from' }).click()
  await expect(page.getByRole('tab', { name: 'Lineage', selected: true })).toBeVisible()
  const from = page.getByRole('region', { name: 'Where it came from' })
  await expect(from).toContainText('made by Second of three, version 1,')
  await from.getByRole('button', { name: /origins_two/ }).click()
  await expect(from).toContainText('made by First of three, version 2,')
  await from.getByRole('button', { name: /origins_one/ }).click()
  await expect(from).toContainText('This run read nothing from outside.')
  await from.getByRole('link', { name: /First of three/ }).click()
  await expect(page.getByText(/ · revision 2 · /)).toBeVisible()
  await page.getByRole('tab', { name: 'Lineage' }).click()
  const to = page.getByRole('region', { name: 'Where it went' })
  await expect(to.getByRole('link', { name: /^read by Second of three/ })).toBeVisible()
})
