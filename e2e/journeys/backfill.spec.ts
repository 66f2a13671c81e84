import { ask } from '../drivers/api.ts'
import { expect, test } from '../drivers/product.ts'

const FLOW = 'Sales of a day'

/** One file for each day. */
const salesOfDay = {
  sluice: 1,
  name: FLOW,
  zone: 'Asia/Shanghai',
  parameters: [{ name: 'day', type: 'date', default: '2025-01-01' }],
  nodes: [
    {
      id: 'sales',
      type: 'source.table',
      config: { data: { columns: ['day', 'amount'], rows: ['02', '03', '04', '05'].map((day) => [`2025-03-${day}`, '10']) } },
      position: { x: 0, y: 0 },
    },
    {
      id: 'of-day',
      type: 'clean.filter',
      config: { conditions: [{ column: 'day', operator: 'equals', value: '${day}' }] },
      position: { x: 320, y: 0 },
    },
    { id: 'file', type: 'sink.csv', config: { path: 'sales-${day}.csv' }, position: { x: 640, y: 0 } },
  ],
  edges: [
    { from: { node: 'sales', port: 'rows' }, to: { node: 'of-day', port: 'rows' } },
    { from: { node: 'of-day', port: 'rows' }, to: { node: 'file', port: 'rows' } },
  ],
}

test(
  'days of the past are made up for: first a few, then only those of a longer range that have not run',
  { tag: '@long' },
  async ({ page, complaints }) => {
    const { id, revision } = (await ask(page, 'POST', '/api/flows', { flow: salesOfDay })) as { id: string; revision: number }
    await ask(page, 'POST', `/api/flows/${id}/publish`, { revision })
    const row = page.getByRole('row').filter({ hasText: FLOW })
    const dialog = page.getByRole('dialog', { name: 'Backfill “Every night”' })
    const count = dialog.getByRole('status')
    const start = dialog.getByRole('button', { name: 'Start backfill' })
    const openBackfill = async (): Promise<void> => {
      await row.getByRole('button', { name: 'More for Every night' }).click()
      await page.getByRole('menuitem', { name: 'Backfill…' }).click()
    }
    const range = async (since: string, until: string): Promise<void> => {
      await dialog.getByLabel('From', { exact: true }).fill(since)
      await dialog.getByLabel('To', { exact: true }).fill(until)
    }

    await test.step('the flow is put on a schedule that gives it its day', async () => {
      await page.goto('/schedules')
      await page.getByRole('button', { name: 'New schedule' }).first().click()
      const drawer = page.getByRole('dialog', { name: 'New schedule' })
      await drawer.getByRole('combobox', { name: 'Flow' }).click()
      await page.getByRole('option', { name: FLOW }).click()
      await drawer.getByRole('textbox', { name: 'Name' }).fill('Every night')
      await drawer.getByRole('button', { name: 'daily at 2:00' }).click()
      await drawer.getByRole('textbox', { name: 'day (date)' }).fill('{{due_date}}')
      await drawer.getByRole('button', { name: 'Create schedule' }).click()
      await expect(row).toContainText('Every night')
    })

    await test.step('a range is counted before anything runs, and one of a century is refused', async () => {
      await openBackfill()
      await expect(count).toContainText('7 runs')
      await range('1925-01-01T00:00', '2025-01-01T00:00')
      await expect(count).toContainText(/^About 36,52\d runs; at most 10,000 can be started at once/)
      await expect(start).toBeDisabled()
      await range('2025-03-05T00:00', '2025-03-04T00:00')
      await expect(count).toHaveText("This range can't be run. It has to begin before it ends, and in the past.")
      await expect(start).toBeDisabled()
      expect(complaints.every((complaint) => complaint.includes('422'))).toBe(true)
      complaints.length = 0
      // As a browser tells it while a person types the year.
      for (const year of ['0002', '0020', '0202', '2025']) {
        await dialog.getByLabel('From', { exact: true }).fill(`${year}-03-03T00:00`)
        await expect(dialog.getByLabel('From', { exact: true })).toHaveValue(`${year}-03-03T00:00`)
      }
      await dialog.getByLabel('To', { exact: true }).fill('2025-03-04T23:59')
      await expect(count).toHaveText('2 runs, Mon, Mar 3, 2025, 02:00 to Tue, Mar 4, 2025, 02:00.')
    })

    const history = page.getByRole('dialog', { name: 'History of “Every night”' })
    await test.step('each day of it runs once', async () => {
      await start.click()
      await expect(dialog).toBeHidden()
      await row.getByRole('button', { name: /^Backfill: [01] of 2/ }).click()
      await expect(history.getByText('2 of 2 ended, 0 failed, 0 skipped, 0 running')).toBeVisible()
      await expect(history.getByRole('row').filter({ hasText: 'backfill' }).filter({ hasText: 'succeeded' })).toHaveCount(2)
      await page.keyboard.press('Escape')
    })

    await test.step('of a longer range only the days that have not run are left', async () => {
      await openBackfill()
      await range('2025-03-02T00:00', '2025-03-05T23:59')
      await expect(count).toContainText('2 runs, Sun, Mar 2, 2025, 02:00 to Wed, Mar 5, 2025, 02:00')
      await dialog.getByRole('checkbox', { name: 'Only those that have not run' }).uncheck()
      await expect(count).toContainText('4 runs')
      await dialog.getByRole('checkbox', { name: 'Only those that have not run' }).check()
      await start.click()
      await expect(dialog).toBeHidden()
      await row.getByRole('button', { name: 'More for Every night' }).click()
      await page.getByRole('menuitem', { name: 'History and backfills' }).click()
      await expect(history.getByText('2 of 2 ended, 0 failed, 0 skipped, 0 running')).toHaveCount(2)
      await expect(history.getByRole('row').filter({ hasText: 'succeeded' })).toHaveCount(4)
    })

    await test.step('the run of a day wrote the file of that day', async () => {
      await history.getByRole('row').filter({ hasText: 'Mar 2, 2025' }).getByRole('link').click()
      await expect(page.getByText('day = 2025-03-02')).toBeVisible()
      await page.getByRole('tab', { name: 'Outputs (1)' }).click()
      await page.getByRole('button', { name: 'View sales-2025-03-02.csv' }).click()
      await expect(page.getByRole('dialog').getByRole('gridcell', { name: '2025-03-02' })).toBeVisible()
    })
  },
)
