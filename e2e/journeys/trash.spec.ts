import { type Page } from '@playwright/test'
import { ask } from '../drivers/api.ts'
import { expect, test } from '../drivers/product.ts'

const NAME = 'Thrown away and back'

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

test('a flow goes to the trash, comes back, and is deleted for good only when its name was typed', async ({ page }) => {
  const { id } = (await ask(page, 'POST', '/api/flows', { flow: { sluice: 1, name: NAME } })) as { readonly id: string }
  const toTrash = async (): Promise<void> => {
    await row(page, NAME)
      .getByRole('button', { name: `More for ${NAME}` })
      .click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete flow' }).click()
    await expect(row(page, NAME)).toHaveCount(0)
  }
  await page.goto('/flows')
  await toTrash()
  await page.getByRole('link', { name: /^Trash/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Trash' })).toBeVisible()
  await expect(row(page, NAME)).toContainText('no runs')
  await page.getByRole('button', { name: `Restore ${NAME}` }).click()
  await expect(row(page, NAME)).toHaveCount(0)
  await page.getByRole('link', { name: 'Flows /' }).click()
  await expect(row(page, NAME)).toBeVisible()

  await toTrash()
  await page.getByRole('link', { name: /^Trash/ }).click()
  await page.getByRole('button', { name: `Delete ${NAME} for good` }).click()
  const dialog = page.getByRole('dialog')
  const deed = dialog.getByRole('button', { name: 'Delete for good' })
  await expect(deed).toBeDisabled()
  await dialog.getByRole('textbox').fill('something else')
  await expect(deed).toBeDisabled()
  await dialog.getByRole('textbox').fill(NAME)
  await deed.click()
  await expect(page.getByText(`“${NAME}” is deleted for good`)).toBeVisible()
  await expect(row(page, NAME)).toHaveCount(0)
  expect(await ask(page, 'GET', '/api/trash')).not.toMatchObject({ flows: [{ id }] })
})
