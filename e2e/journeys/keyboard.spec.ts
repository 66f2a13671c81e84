import { readFile } from 'node:fs/promises'
import { expect, test } from '../drivers/product.ts'

test('a small flow is built, run and downloaded without a pointer', async ({ page, editor }) => {
  const { keyboard } = page
  const focused = page.locator(':focus')
  await page.goto('/flows')
  await page.getByRole('link', { name: 'JSON and XML merged into one record' }).waitFor()

  await test.step('a new flow', async () => {
    const create = page.getByRole('button', { name: 'New flow', exact: true })
    for (let presses = 0; presses < 30 && !(await create.evaluate((e) => e === document.activeElement)); presses++)
      await keyboard.press('Tab')
    await keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Canvas' })).toBeVisible()
  })

  await test.step('a table typed in', async () => {
    await keyboard.press('a')
    await expect(page.getByRole('combobox', { name: 'Add a node' })).toBeFocused()
    await keyboard.type('typed')
    await keyboard.press('Enter')
    await expect(editor.node('Typed-in table')).toBeFocused()
    await keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Name of column 1' })).toBeFocused()
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('city')
    const addRow = editor.settings.getByRole('button', { name: 'Add a row' })
    for (const city of ['上海', 'Oslo']) {
      for (let presses = 0; presses < 20 && !(await addRow.evaluate((e) => e === document.activeElement)); presses++)
        await keyboard.press('Tab')
      await keyboard.press('Enter')
      const cell = editor.settings.getByRole('table', { name: 'Table' }).getByRole('row').last().getByRole('textbox').first()
      for (let presses = 0; presses < 20 && !(await cell.evaluate((e) => e === document.activeElement)); presses++)
        await keyboard.press('Shift+Tab')
      await keyboard.type(city)
    }
  })

  await test.step('a filter and a sink, joined as they are added', async () => {
    const table = editor.node('Typed-in table')
    for (let presses = 0; presses < 60 && !(await table.evaluate((e) => e === document.activeElement)); presses++)
      await keyboard.press('Shift+Tab')
    await keyboard.press('Enter')
    for (const [text, name] of [
      ['change case', 'Change case'],
      ['csv file', 'CSV file'],
    ] as const) {
      await keyboard.press('a')
      await expect(page.getByRole('combobox', { name: 'Add a node' })).toBeFocused()
      await keyboard.type(text)
      const options = page.getByRole('option')
      await expect(options.first()).toContainText(name)
      await keyboard.press('Enter')
      await expect(editor.node(name)).toBeFocused()
    }
    await expect(page.locator('.react-flow__edge')).toHaveCount(2)
    await keyboard.press('Enter')
    await expect(focused).toHaveRole('combobox')
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('cities.csv')
  })

  await test.step('run and download', async () => {
    await keyboard.press('ControlOrMeta+Enter')
    await expect(editor.panel.getByRole('status').filter({ hasText: 'succeeded' })).toBeVisible()
    const outputs = editor.panel.getByRole('tab', { name: /^Outputs/ })
    await outputs.focus()
    await keyboard.press('Enter')
    const link = editor.panel.getByRole('link', { name: 'Download cities.csv' })
    for (let presses = 0; presses < 20 && !(await link.evaluate((e) => e === document.activeElement)); presses++)
      await keyboard.press('Tab')
    const download = page.waitForEvent('download')
    await keyboard.press('Enter')
    expect(await readFile(await (await download).path(), 'utf8')).toBe('city\n上海\noslo\n')
  })
})
