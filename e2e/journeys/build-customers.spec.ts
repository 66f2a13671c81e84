import { readFile } from 'node:fs/promises'
import { expect, exampleFile, test } from '../drivers/product.ts'

test('a person builds the merge of CRM and ERP customers from an empty canvas, runs it, and takes the result', async ({ page, editor }) => {
  test.setTimeout(240_000)
  const { settings, panel } = editor
  await editor.newFlow('Customer master')

  await test.step('two sources, their settings detected from the files', async () => {
    await editor.add('Sources', 'CSV file')
    await editor.upload(exampleFile('crm-erp-customers/crm-customers.csv'))
    await expect(settings.getByRole('combobox', { name: 'Encoding' })).toHaveValue(/GB18030/)
    await expect(settings.getByRole('button', { name: 'Remove column 客户编号' })).toBeVisible()
    await editor.rename('CRM')
    await editor.drag('CRM', { x: -230, y: -130 })
    await editor.deselect()

    await editor.add('Sources', 'JSON file')
    await editor.upload(exampleFile('crm-erp-customers/erp-customers.json'))
    await expect(settings.getByRole('button', { name: /^Remove column .*phone/ })).toBeVisible()
    await editor.rename('ERP')
    await editor.drag('ERP', { x: -230, y: 40 })
  })

  await test.step('the rows of a source are previewed with a profile', async () => {
    await editor.select('CRM')
    await expect(panel.getByText('C000001').first()).toBeVisible()
    await expect(panel.getByText(/of 10,000 rows/)).toBeVisible()
  })

  await test.step('a mistake in an expression is shown, found by the Problems tab, and fixed', async () => {
    await editor.add('Map', 'Add column')
    await editor.rename('CRM phone')
    await editor.addItem('Columns')
    await editor.fill('Name', 'phone')
    await editor.typeExpression("phone_e164(手机号, '86')")
    await editor.tab('Problems').click()
    const problem = panel
      .getByRole('button', { name: /手机号/ })
      .or(panel.getByRole('listitem').filter({ hasText: '手机号' }))
      .first()
    await expect(problem).toBeVisible()
    await expect(editor.node('CRM phone.*has a problem')).toBeVisible()
    await editor.typeExpression("phone_e164(手机, '86')")
    await expect(editor.node('CRM phone.*has a problem')).toBeHidden()
    await editor.tab('Data').click()
    await editor.scrollGridToEnd()
    await expect(panel.getByRole('columnheader', { name: /^phone/ })).toBeVisible()
    await expect(panel.getByText('+8618603290056').first()).toBeVisible()
  })

  await test.step('rows without a phone are rejected, on both sides', async () => {
    await editor.add('Clean', 'Validate')
    await editor.rename('CRM check')
    await editor.addItem('Rules')
    await editor.choose('Column', 'phone')
    await editor.select('ERP')
    await editor.add('Map', 'Add column')
    await editor.rename('ERP phone')
    await editor.addItem('Columns')
    await editor.fill('Name', 'phone')
    await editor.typeExpression("phone_e164(contact_phone, '86')")
    await editor.add('Clean', 'Validate')
    await editor.rename('ERP check')
    await editor.addItem('Rules')
    await editor.choose('Column', 'phone')
  })

  await test.step('both are merged by phone and written twice', async () => {
    await editor.select('CRM check')
    await editor.add('Combine', 'Merge records')
    await editor.tidy()
    await editor.connect('ERP check', 'Merge records', { to: 'in' })
    await editor.select('Merge records')
    await editor.choose('Key', 'phone')
    await editor.add('Sinks', 'CSV file')
    await editor.fill('File', 'master.csv')
    await editor.select('Merge records')
    await editor.add('Sinks', 'Parquet file')
    await editor.fill('File', 'master.parquet')
    await editor.tidy()
  })

  await test.step('one click runs it; counts are on the connections, rejected rows in the panel', async () => {
    await editor.run()
    await expect(panel.getByRole('status').filter({ hasText: /^succeeded/ })).toBeVisible({ timeout: 90_000 })
    await expect(page.getByRole('region', { name: 'Canvas' }).getByText('20,000').first()).toBeVisible()
    await panel.getByRole('tab', { name: 'Rejected rows' }).click()
    await expect(panel.getByRole('button', { name: /phone is missing/ }).first()).toBeVisible()
    await expect(panel.getByRole('grid', { name: 'Rejected rows' }).getByRole('row').nth(1)).toBeVisible()
  })

  await test.step('the result is looked at and downloaded', async () => {
    await panel.getByRole('tab', { name: /^Outputs/ }).click()
    await panel.getByRole('button', { name: 'View master.csv' }).click()
    await expect(page.getByText(/\+861\d{10}/).first()).toBeVisible()
    await page.keyboard.press('Escape')
    const file = await editor.download('master.csv')
    const text = await readFile(await file.path(), 'utf8')
    const rows = text.trim().split('\n')
    expect(rows[0]).toContain('phone')
    expect(rows.length).toBeGreaterThan(20_000)
    expect((await editor.download('master.parquet')).suggestedFilename()).toBe('master.parquet')
  })

  await test.step('a reload shows the same run; the other language shows the same flow', async () => {
    await page.reload()
    await editor.tab('Run').click()
    await expect(panel.getByRole('status').filter({ hasText: /^succeeded/ })).toBeVisible()
    await page.goto('/settings')
    await page.getByText('简体中文').first().click()
    await expect(page.getByRole('heading', { name: '设置' }).first()).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('button', { name: '运行', exact: true })).toBeVisible()
    await expect(page.getByRole('button', { name: '合并记录' })).toBeVisible()
  })
})
