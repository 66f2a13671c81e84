import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { ask } from '../drivers/api.ts'
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
