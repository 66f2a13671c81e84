import { allowHost, ask } from '../drivers/api.ts'
import { startPagedService } from '../drivers/paged-service.ts'
import { expect, test } from '../drivers/product.ts'

const FLOW = 'Cities of a system'

const node = (id: string, type: string, x: number, label: string, config: object) => ({ id, type, label, config, position: { x, y: 0 } })
const edge = (from: string, to: string) => ({ from: { node: from, port: 'rows' }, to: { node: to, port: 'rows' } })
const columns = [
  { source: 'id', name: 'id', type: 'integer' },
  { source: 'city', name: 'city', type: 'text' },
]
const before = (url: string) => ({
  sluice: 1,
  name: FLOW,
  nodes: [
    node('cities', 'source.http', 0, 'Cities', { url, columns }),
    node('file', 'sink.csv', 640, 'File of cities', { path: 'cities.csv' }),
  ],
  edges: [edge('cities', 'file')],
})
/** The same with a step more. */
const after = (url: string) => {
  const { nodes, ...rest } = before(url)
  return {
    ...rest,
    nodes: [...nodes, node('trim', 'clean.trim', 320, 'Tidy names', { columns: ['city'] })],
    edges: [edge('cities', 'trim'), edge('trim', 'file')],
  }
}

test(
  'a run shows the flow as it was and what went over it; it is retried as it was, and run again as the flow is now',
  { tag: '@long' },
  async ({ page }) => {
    await using service = await startPagedService()
    const made = (await ask(page, 'POST', '/api/flows', { flow: before(service.url) })) as {
      readonly id: string
      readonly revision: number
    }
    const cards = page.locator('.react-flow__node[data-id]')
    const version = (revision: number) => page.getByText(new RegExp(` · revision ${revision} · `))

    await test.step('a run that ends appears in the list by itself', async () => {
      await page.goto(`/runs?flow=${made.id}`)
      await expect(page.getByText('No run matches')).toBeVisible()
      await ask(page, 'POST', `/api/flows/${made.id}/runs`, {})
      await expect(page.getByRole('row').filter({ hasText: FLOW })).toContainText('failed')
    })

    await test.step('the flow is changed; the run is drawn as it was', async () => {
      await ask(page, 'PUT', `/api/flows/${made.id}`, { flow: after(service.url), revision: made.revision })
      await page.getByRole('link', { name: FLOW }).click()
      await expect(page.getByRole('alert')).toContainText('not a public address')
      await expect(version(1)).toBeVisible()
      await expect(cards).toHaveCount(2)
    })

    await test.step('once the address is let through it is retried: the version is the same', async () => {
      await allowHost(page, service.host)
      service.answerNext()
      const failed = page.url()
      await page.getByRole('button', { name: 'Retry', exact: true }).click()
      await expect(page).not.toHaveURL(failed)
      await expect(page.getByText('succeeded', { exact: true })).toBeVisible()
      await expect(version(1)).toBeVisible()
      await expect(cards).toHaveCount(2)
      await expect(page.locator('.react-flow__edgelabel-renderer').getByText('1,000', { exact: true })).toBeVisible()
    })

    await test.step('run again, it is the flow as it is now, and the list follows it to its end', async () => {
      const retried = page.url()
      await page.getByRole('button', { name: 'Run again' }).click()
      await expect(page).not.toHaveURL(retried)
      await expect(version(2)).toBeVisible()
      await expect(cards).toHaveCount(3)
      await expect.poll(service.waiting).toBe(1)
      await page.getByRole('link', { name: 'Runs', exact: true }).first().click()
      const newest = page.getByRole('row').filter({ hasText: FLOW }).first()
      await expect(newest).toContainText('revision 2')
      await expect(newest).toContainText('running')
      service.answerNext()
      await expect(newest).toContainText('succeeded')
    })

    await test.step('what ended in another way is left out by its status', async () => {
      await page.getByRole('combobox', { name: 'Show runs with the status' }).click()
      await page.getByRole('option', { name: 'failed', exact: true }).click()
      await expect(page).toHaveURL(/status=failed/)
      const rows = page.getByRole('row').filter({ hasText: FLOW })
      await expect(rows.filter({ hasText: 'succeeded' })).toHaveCount(0)
      await expect(rows.first()).toContainText('failed')
    })
  },
)
