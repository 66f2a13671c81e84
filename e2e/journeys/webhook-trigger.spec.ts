import { createHmac } from 'node:crypto'
import type { Page } from '@playwright/test'
import { ask } from '../drivers/api.ts'
import { address, expect, test } from '../drivers/product.ts'

const FLOW = 'Orders of the shops'
const NEXT = 'What follows the orders'
const TRIGGER = 'Orders of shops'

const node = (id: string, type: string, x: number, config: object) => ({ id, type, config, position: { x, y: 0 } })
const flowOf = (name: string, nodes: readonly ReturnType<typeof node>[]) => ({
  sluice: 1,
  name,
  zone: 'Asia/Shanghai',
  nodes,
  edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
})
const columns = [
  { source: 'id', name: 'id', type: 'integer' },
  { source: 'city', name: 'city', type: 'text' },
]
const request = [{ from: 'path', key: 'shop', name: 'shop', type: 'text' }]
const orders = flowOf(FLOW, [node('in', 'source.webhook', 0, { columns, request }), node('out', 'sink.csv', 320, { path: 'shop-orders.csv' })]) // prettier-ignore
const following = flowOf(NEXT, [
  node('in', 'source.table', 0, { data: { columns: ['what'], rows: [['told']] } }),
  node('out', 'sink.csv', 320, { path: 'told.csv' }),
])

async function publish(page: Page, flow: object): Promise<void> {
  const { id, revision } = (await ask(page, 'POST', '/api/flows', { flow })) as { readonly id: string; readonly revision: number }
  await ask(page, 'POST', `/api/flows/${id}/publish`, { revision })
}

/** Sends an event as a shop would, signed with a secret. */
async function send(body: string, secret: string): Promise<number> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature }
  return (await fetch(`${address()}/in/main/shops/north/orders`, { method: 'POST', headers, body })).status
}

test(
  'a webhook is made and called by its secret; what is signed wrongly is refused and counted; paused, it keeps what comes in',
  { tag: '@long' },
  async ({ page }) => {
    await publish(page, orders)
    await publish(page, following)
    const form = page.getByRole('dialog', { name: 'New trigger' })
    const choose = async (label: string, option: string): Promise<void> => {
      await form.getByRole('combobox', { name: label, exact: true }).click()
      await page.getByRole('option', { name: option }).click()
    }
    const row = page.getByRole('row').filter({ hasText: TRIGGER })
    let secret = ''

    await test.step('its form says what is missing', async () => {
      await page.goto('/triggers')
      await page.getByRole('button', { name: 'New trigger' }).first().click()
      await form.getByRole('button', { name: 'Save' }).click()
      // In the colour of an error.
      await expect(form.getByText('Give it a name.')).toHaveCSS('color', 'rgb(185, 42, 68)')
      await expect(form.getByText('Choose a flow.')).toBeVisible()
      await form.getByRole('textbox', { name: 'Name' }).fill(TRIGGER)
      await choose('Flow', FLOW)
      await form.getByRole('textbox', { name: 'Path' }).fill('shops/:shop/orders')
      await choose('Requests show', "Signature (GitHub's form)")
      await form.getByRole('button', { name: 'Save' }).click()
    })

    await test.step('its address, its secret and how to sign are shown once it is made', async () => {
      const call = page.getByRole('dialog', { name: `How to call ${TRIGGER}` })
      await expect(call.getByLabel('Address', { exact: true })).toHaveText(`${address()}/in/main/shops/:shop/orders`)
      secret = (await call.getByLabel('Secret', { exact: true }).textContent()) ?? ''
      expect(secret.length).toBeGreaterThan(20)
      await expect(call.getByLabel('Example for a command line', { exact: true })).toContainText(secret)
      await call.getByRole('button', { name: 'Done' }).click()
      await row.getByRole('button', { name: /^More for/ }).click()
      await page.getByRole('menuitem', { name: 'How to call it' }).click()
      await expect(call.getByLabel('Example for a command line', { exact: true })).toContainText("SECRET='…'")
      await expect(call).not.toContainText(secret)
      await call.getByRole('button', { name: 'Done' }).click()
    })

    await test.step('another flow is to run after that one', async () => {
      await page.getByRole('button', { name: 'New trigger' }).first().click()
      await choose('Kind', 'After another flow')
      await form.getByRole('textbox', { name: 'Name' }).fill('After the orders')
      await choose('Flow', NEXT)
      await choose('After the flow', FLOW)
      await form.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('row').filter({ hasText: 'After the orders' })).toContainText(`when “${FLOW}” succeeded`)
    })

    const events = page.getByRole('dialog', { name: `Events of ${TRIGGER}` })
    await test.step('what is signed is taken in and run, and so is what follows', async () => {
      expect(await send('{"id": 1, "city": "上海"}', secret)).toBe(202)
      await expect(row.getByText('1 done')).toBeVisible()
      await expect(page.getByRole('row').filter({ hasText: 'After the orders' }).getByText('1 done')).toBeVisible()
      await row.getByRole('button', { name: /1 done/ }).click()
      await events.getByText('Content').click()
      await expect(events.getByText('"city": "上海"')).toBeVisible()
      await events.getByRole('link', { name: 'Run' }).click()
      await expect(page.getByText('succeeded', { exact: true })).toBeVisible()
      await page.getByRole('tab', { name: 'Outputs (1)' }).click()
      await page.getByRole('button', { name: 'View shop-orders.csv' }).click()
      await expect(page.getByRole('dialog').getByRole('gridcell', { name: 'north' })).toBeVisible()
    })

    await test.step('what is signed with another secret is refused, and counted by its reason', async () => {
      await page.goto('/triggers')
      expect(await send('{"id": 2, "city": "北京"}', `${secret}x`)).toBe(401)
      await row.getByText('1 refused').hover()
      await expect(page.getByRole('tooltip')).toHaveText('1 × wrong signature')
    })

    await test.step('paused, it keeps what comes in, and runs it later', async () => {
      const on = row.getByRole('switch', { name: `${TRIGGER} is on` })
      await on.click({ force: true })
      await expect(on).not.toBeChecked()
      expect(await send('{"id": 3, "city": "广州"}', secret)).toBe(202)
      await expect(row.getByText('1 waiting')).toBeVisible()
      await expect(row.getByText('1 done')).toBeVisible()
      await on.click({ force: true })
      await expect(row.getByText('2 done')).toBeVisible()
    })
  },
)
