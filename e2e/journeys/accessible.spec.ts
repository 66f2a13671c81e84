import type { Page } from '@playwright/test'
import { violations } from '../drivers/accessibility.ts'
import { ask } from '../drivers/api.ts'
import { expect, test } from '../drivers/product.ts'

const FLOW = 'JSON and XML merged into one record'

/** A page, and what is opened there by the name of a button; a dialog or drawer comes. */
const PAGES: readonly { readonly path: string; readonly opened?: readonly string[] }[] = [
  { path: '/flows' },
  { path: '/flows/trash' },
  { path: '/runs' },
  { path: '/rejected' },
  { path: '/schedules', opened: ['Pause everything'] },
  { path: '/triggers', opened: ['New trigger'] },
  { path: '/triggers/endpoints' },
  { path: '/connections?new=postgresql' },
  { path: '/alerts', opened: ['New rule'] },
  { path: '/files' },
  { path: '/settings' },
  { path: '/settings/audit' },
]

async function checkPages(page: Page): Promise<void> {
  for (const { path, opened = [] } of PAGES) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect.soft(await violations(page, path)).toEqual([])
    for (const name of opened) {
      await page.getByRole('button', { name, exact: true }).first().click()
      await expect(page.getByRole('dialog')).toBeVisible()
      expect.soft(await violations(page, `${path} › ${name}`)).toEqual([])
      await page.keyboard.press('Escape')
    }
  }
}

/** A flow that has run: its page, that of its run tab by tab, and its health. */
async function checkRun(page: Page, flow: string): Promise<void> {
  const { id } = (await ask(page, 'POST', `/api/flows/${flow}/runs`, {})) as { readonly id: string }
  await page.goto(`/runs/${id}`)
  await expect(page.getByText('succeeded', { exact: true })).toBeVisible()
  const tabs = page.getByRole('main').getByRole('tab')
  for (let i = 0; i < (await tabs.count()); i++) {
    await tabs.nth(i).click()
    expect.soft(await violations(page, `run › ${(await tabs.nth(i).textContent()) ?? ''}`)).toEqual([])
  }
  await page.goto(`/flows/${flow}/health`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect.soft(await violations(page, 'health')).toEqual([])
}

// A trace draws the page anew at every step; what is broken is told in words.
test.use({ trace: 'off' })

test('no page breaks a rule of WCAG AA that a program can check, light or dark', async ({ page, editor }) => {
  test.setTimeout(300_000)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await checkPages(page)
  const { flows } = (await ask(page, 'GET', '/api/flows')) as {
    readonly flows: readonly { readonly id: string; readonly name: string }[]
  }
  await checkRun(page, flows.find(({ name }) => name === FLOW)?.id ?? '')

  await editor.openFlow(FLOW)
  await editor.select('Merge by name')
  await expect(editor.panel.getByRole('grid')).toBeVisible()
  expect.soft(await violations(page, 'editor')).toEqual([])
  for (const name of ['Schedule', 'Keyboard shortcuts']) {
    if (name === 'Schedule') await page.getByRole('button', { name, exact: true }).first().click()
    else await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeVisible()
    expect.soft(await violations(page, `editor › ${name}`)).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await editor.node('Merge by name').click({ button: 'right', position: { x: 30, y: 8 } })
  await expect(page.getByRole('menu')).toBeVisible()
  expect.soft(await violations(page, 'editor › context menu')).toEqual([])
})
