import type { Page } from '@playwright/test'
import { allowHost, ask, denyHost } from '../drivers/api.ts'
import { embeddedDatabase } from '../drivers/embedded-database.ts'
import { expect, test } from '../drivers/product.ts'

const TABLE = 'public.suppliers'
const ROWS = [['1', 'shanghai steel'], ['2', 'Müller AG'], ['3', 'acme tools']] // prettier-ignore

/** Fills a table of the database by a flow of its own. */
async function fillTable(page: Page): Promise<void> {
  const columns = ['id', 'name']
  const node = (id: string, type: string, config: object) => ({ id, type, config, position: { x: 0, y: 0 } })
  const sink = { connection: { connection: 'erp' }, table: TABLE, mode: 'upsert', keys: ['id'], createTable: true }
  const flow = {
    sluice: 1,
    name: 'Suppliers of the ERP',
    nodes: [node('in', 'source.table', { data: { columns, rows: ROWS } }), node('out', 'sink.postgresql', sink)],
    edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
  }
  const { id } = (await ask(page, 'POST', '/api/flows', { flow })) as { readonly id: string }
  const run = (await ask(page, 'POST', `/api/flows/${id}/runs`, {})) as { readonly id: string }
  await page.goto(`/runs/${run.id}`)
  await expect(page.getByText('succeeded', { exact: true })).toBeVisible()
}

test('a database is connected, a table of it chosen from a list, cleaned and written back once a person has seen what would change', async ({
  page,
  editor,
}) => {
  test.setTimeout(150_000)
  const { host, port, database, user, password } = embeddedDatabase()

  await test.step('a connection is made and tested', async () => {
    await page.goto('/connections')
    await page.getByRole('button', { name: 'New connection' }).first().click()
    const form = page.getByRole('dialog')
    const fill = (label: string, value: string): Promise<void> => form.getByLabel(label, { exact: true }).fill(value)
    await fill('Name', 'erp')
    await fill('Host', host)
    await fill('Port', String(port))
    await fill('Database', database)
    await fill('User', user)
    await fill('Password', password)
    await form.getByText('None', { exact: true }).click()
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(form.getByRole('alert')).toContainText(`An administrator can let ${host}:${port} through`)
    await allowHost(page, `${host}:${port}`)
    await form.getByRole('button', { name: 'Test', exact: true }).click()
    await expect(form.getByRole('status')).toContainText('signed in as sluice, not encrypted')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('row').filter({ hasText: 'erp' })).toContainText('no flow')
  })
  await fillTable(page)

  await test.step('its tables are offered by name', async () => {
    await editor.newFlow('Names of suppliers')
    await editor.add('Sources', 'PostgreSQL')
    await editor.choose('Connection', 'erp')
    await editor.settings.getByLabel('Table', { exact: true }).click()
    await page.getByRole('option', { name: TABLE }).click()
    await expect(editor.settings.getByRole('button', { name: 'Remove column name' })).toBeVisible()
    await expect(editor.panel.getByRole('gridcell', { name: 'shanghai steel' })).toBeVisible()
  })

  await test.step('the run waits, and shows field by field what it would write', async () => {
    await editor.add('Clean', 'Change case')
    await editor.choose('Columns', 'name')
    await editor.choose('Case', 'UPPER')
    await editor.add('Sinks', 'PostgreSQL')
    await editor.choose('Connection', 'erp')
    await editor.settings.getByLabel('Table', { exact: true }).click()
    await page.getByRole('option', { name: TABLE }).click()
    await editor.choose('Key', 'id')
    await editor.settings.getByText('Always', { exact: true }).click()
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(editor.panel.getByRole('status').filter({ hasText: 'This run waits for you' })).toBeVisible()
    await expect(editor.nodes().filter({ hasText: 'Inserts or updates' }).getByRole('img', { name: 'waiting' })).toBeVisible()
    await editor.panel.getByRole('link', { name: 'See what would change' }).click()
    const plan = page.getByRole('region', { name: `erp: ${TABLE}` })
    await expect(plan.getByText('Updated', { exact: true }).locator('..')).toHaveText('Updated3')
    await expect(plan.getByRole('row').filter({ hasText: 'acme tools' })).toContainText('ACME TOOLS')
  })

  const server = `${host}:${port}`
  /** Lets the run write at a moment at which the database can't be reached. */
  const writeInVain = async (): Promise<void> => {
    const write = page.getByRole('button', { name: 'Write this' })
    await expect(write).toBeVisible()
    await denyHost(page, server)
    await write.click()
    await expect(page.getByRole('button', { name: 'Give up' })).toBeVisible()
    await allowHost(page, server)
  }

  await test.step('it is let pass, but the database is out of reach: the commit is given up, and the run is retried', async () => {
    await writeInVain()
    const failed = page.url()
    await page.getByRole('button', { name: 'Give up' }).click()
    await page.getByRole('dialog', { name: 'Give up the commit of this run?' }).getByRole('button', { name: 'Give up' }).click()
    await page.getByRole('button', { name: 'Retry', exact: true }).click()
    await expect(page).not.toHaveURL(failed)
  })

  await test.step('that happens once more: the commit is finished when the database is back', async () => {
    await writeInVain()
    await page.getByRole('button', { name: 'Finish the commit' }).click()
    await expect(page.getByText('succeeded', { exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Finish the commit' })).toBeHidden()
  })

  await test.step('the table holds what was finished', async () => {
    await page.goto('/connections')
    await expect(page.getByRole('row').filter({ hasText: 'erp' })).toContainText('Names of suppliers')
    await editor.openFlow('Names of suppliers')
    await editor.nodes().filter({ hasText: 'Reads' }).click({ position: { x: 30, y: 8 } }) // prettier-ignore
    await editor.panel.getByRole('button', { name: 'Ask the source for new rows' }).click()
    await expect(editor.panel.getByRole('gridcell', { name: 'MÜLLER AG' })).toBeVisible()
  })
})
