import { readFileSync } from 'node:fs'
import { ask } from '../drivers/api.ts'
import { expect, test } from '../drivers/product.ts'

test('the audit log tells who did what, is filtered and exported, and its chain is whole', async ({ page }) => {
  const { id } = (await ask(page, 'POST', '/api/flows', { flow: { sluice: 1, name: 'Looked after' } })) as { readonly id: string }
  await page.goto('/settings')
  await page.getByRole('link', { name: 'Open the audit log' }).click()
  await expect(page.getByText('The chain is whole')).toBeVisible()
  const rows = page.locator('tbody tr')
  await expect(rows.filter({ hasText: 'Looked after' })).toContainText('Created a flow')
  // Only what was done to flows; then only what is about the flow, whatever it is.
  await page.getByRole('combobox', { name: 'What' }).fill('All: Flows')
  await page.getByRole('option', { name: 'All: Flows' }).click()
  await expect(rows.first()).toContainText('flow.')
  await expect(rows.filter({ hasText: 'example.create' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Show all about Looked after' }).click()
  await expect(page).toHaveURL(new RegExp(`object=${id}`))
  await expect(rows).toHaveCount(1)
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /^JSON Lines/ }).click()
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { object: string }).object)).toEqual([id])
})
