import { expect, test } from '../drivers/product.ts'

test('a reload in mid-run shows the truth, and cancel stops the run with nothing written', async ({ page, editor }) => {
  await editor.openFlow('CRM and ERP customers merged')
  await editor.run()
  await expect(page.getByRole('button', { name: 'Cancel run' }).first()).toBeVisible()
  await page.reload()
  // Whatever the run has come to meanwhile, the page says the same as the server.
  await editor.tab('Run').click()
  const status = editor.panel.getByRole('status').first()
  await expect(status).toHaveText(/queued|running|succeeded/)
  const cancel = page.getByRole('button', { name: 'Cancel run' }).first()
  if (await cancel.isVisible()) await cancel.click()
  await expect(status).toHaveText(/cancelled|succeeded/)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  const run = await status.textContent()
  await editor.panel.getByRole('tab', { name: /^Outputs/ }).click()
  await expect(editor.panel.getByRole('link', { name: /^Download/ })).toHaveCount(run?.includes('cancelled') === true ? 0 : 4)
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
