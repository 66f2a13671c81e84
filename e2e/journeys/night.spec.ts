import { expect, test } from '../drivers/product.ts'
import { isSignedBy, startReceiver } from '../drivers/webhook-receiver.ts'

const FLOW = 'Orders of the night'
const FILE = 'night-orders.csv'
const GOOD = 'order,customer,email\n1,王伟,wei@example.cn\n2,李娜,\n3,Ann,ann@example.com\n4,张敏,\n5,Bob,bob@example.com\n'
const MENDED = GOOD.replace('李娜,', '李娜,na@example.cn').replace('张敏,', '张敏,min@example.cn')
/** The program that writes the file has changed a column's name. */
const BAD = GOOD.replace('email', 'e-mail address')

test('a flow fires by its schedule, fails, tells somebody; rejected rows are mended and taken in again; it is told that all is well', async ({
  page,
  editor,
}) => {
  test.setTimeout(240_000)
  await using receiver = await startReceiver()
  const rail = page.getByRole('navigation', { name: 'Pages' })
  const upload = async (content: string): Promise<void> => {
    await rail.getByRole('link', { name: 'Files' }).click()
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Upload' }).click()
    await (await chooser).setFiles({ name: FILE, mimeType: 'text/csv', buffer: Buffer.from(content) })
    await page.getByRole('dialog', { name: 'Replace this file?' }).getByRole('button', { name: 'Replace' }).click()
    await expect(page.getByRole('list', { name: 'Uploads' }).getByText('uploaded')).toBeVisible()
  }

  await test.step('a flow is drawn, published, and put on a schedule', async () => {
    await editor.newFlow(FLOW)
    await editor.add('Sources', 'CSV file')
    const chooser = page.waitForEvent('filechooser')
    await editor.settings.getByRole('button', { name: 'Upload a file' }).click()
    await (await chooser).setFiles({ name: FILE, mimeType: 'text/csv', buffer: Buffer.from(GOOD) })
    await expect(editor.settings.getByRole('button', { name: 'Remove column email' })).toBeVisible()
    await editor.add('Clean', 'Validate')
    await editor.addItem('Rules')
    await editor.choose('Column', 'email')
    await editor.add('Sinks', 'CSV file')
    await editor.fill('File', 'clean-orders.csv')
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await expect(page.getByText(/^published r\d+$/)).toBeVisible()

    await page.getByRole('button', { name: 'Schedule', exact: true }).click()
    const drawer = page.getByRole('dialog', { name: 'New schedule' })
    await drawer.getByText('Interval', { exact: true }).click()
    await drawer.getByRole('combobox', { name: 'Unit' }).click()
    await page.getByRole('option', { name: 'seconds' }).click()
    await drawer.getByRole('textbox', { name: 'Every' }).fill('3')
    await expect(drawer.getByRole('heading', { name: 'Every 3 seconds' }).or(drawer.getByText('Every 3 seconds')).first()).toBeVisible()
    await drawer.getByRole('button', { name: 'Create schedule' }).click()
    await expect(page.getByRole('button', { name: '1 schedule' })).toBeVisible()
  })

  await test.step('somebody is to be told of failures; an internal address is called only once the owner has listed it', async () => {
    await rail.getByRole('link', { name: 'Alerts' }).click()
    await page.getByRole('button', { name: 'New rule' }).first().click()
    const form = page.getByRole('dialog', { name: 'New rule' })
    await form.getByRole('textbox', { name: 'Name' }).fill('Night watch')
    await form.getByRole('combobox', { name: 'Flow' }).click()
    await page.getByRole('option', { name: FLOW }).click()
    await form.getByRole('textbox', { name: 'Address that is told (webhook)' }).fill(receiver.url)
    await form.getByRole('button', { name: 'Create rule' }).click()
    const secret = (await page.getByRole('dialog').getByRole('code').textContent()) ?? ''
    await page.getByRole('button', { name: 'Done' }).click()

    const send = page.getByRole('button', { name: 'Send a test by the rule Night watch' })
    await send.click()
    const refused = page.getByRole('alert').filter({ hasText: 'The test was not delivered' })
    await expect(refused).toContainText('not a public address')
    expect(receiver.of('alert.test')).toEqual([])

    await refused.getByRole('link', { name: 'To the list of allowed addresses' }).click()
    const workspace = page.getByRole('region', { name: 'Workspace' })
    await workspace.getByRole('combobox', { name: 'Private addresses that flows may reach' }).fill(receiver.host)
    await page.keyboard.press('Enter')
    await workspace.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()

    await rail.getByRole('link', { name: 'Alerts' }).click()
    await send.click()
    await expect(page.getByText(`${receiver.host} took the test`)).toBeVisible()
    const [notice] = receiver.of('alert.test')
    expect(notice !== undefined && isSignedBy(secret, notice)).toBe(true)
  })

  await test.step('it fires by itself', async () => {
    await rail.getByRole('link', { name: 'Schedules' }).click()
    const row = page.getByRole('row').filter({ hasText: FLOW })
    await row.getByRole('button', { name: /^More for/ }).click()
    await page.getByRole('menuitem', { name: 'History and backfills' }).click()
    const ticks = page.getByRole('dialog').getByRole('row').filter({ hasText: 'succeeded with rejects' })
    await ticks.first().getByRole('link').click()
    await expect(page.getByText('succeeded · 2 rejected')).toBeVisible()
    await expect(page.getByRole('tab', { name: 'Rejected rows (2)' })).toBeVisible()
  })

  await test.step('its file is replaced by a bad one: one notice, however often it fails', async () => {
    await upload(BAD)
    await expect.poll(() => receiver.of('alert.opened').length).toBe(1)
    await rail.getByRole('link', { name: 'Alerts' }).click()
    const alert = page.getByRole('row').filter({ hasText: 'Night watch' }).filter({ hasText: FLOW }).first()
    await expect(alert).toContainText('Open')
    await expect(alert).toContainText(`${FILE} has no column “email”`)
    await expect(alert).toContainText(/seen \d+ times/)
    expect(receiver.of('alert.opened')).toHaveLength(1)
    await alert.getByRole('link', { name: 'last run' }).click()
    await expect(page.getByRole('alert')).toContainText('It has: order, customer, e-mail address.')
  })

  await test.step('rejected rows are mended where they lie, and taken in again', async () => {
    await rail.getByRole('link', { name: 'Rejected rows' }).click()
    const cause = page.getByRole('row').filter({ hasText: FLOW })
    await cause.getByRole('button', { name: 'email is missing.' }).click()
    for (const [customer, email] of [
      ['李娜', 'li.na@example.cn'],
      ['张敏', 'zhang.min@example.cn'],
    ] as const) {
      const row = page.getByRole('row').filter({ hasText: customer }).first()
      await row.getByRole('button', { name: /^email:/ }).click()
      await row.getByRole('textbox', { name: 'New value of email' }).fill(email)
      await page.keyboard.press('Enter')
      await expect(row.getByRole('button', { name: `email: ${email}. Click to mend` })).toBeVisible()
      await expect(row.getByRole('checkbox')).toBeChecked()
    }
    await page.getByRole('button', { name: 'Take 2 rows in again', exact: true }).click()
    await expect(page).toHaveURL(/\/runs\//)
    await expect(page.getByText('succeeded', { exact: true })).toBeVisible()
    await page.getByRole('tab', { name: /^Outputs/ }).click()
    await page.getByRole('button', { name: 'View clean-orders.csv' }).click()
    await expect(page.getByText('li.na@example.cn')).toBeVisible()
    await expect(page.getByText('zhang.min@example.cn')).toBeVisible()
    await page.keyboard.press('Escape')
    // Rows taken in again are no sign that the flow itself does well.
    expect(receiver.of('alert.recovered')).toEqual([])
    await rail.getByRole('link', { name: 'Rejected rows' }).click()
    await page.getByText('Taken in again', { exact: true }).click()
    await expect(page.getByRole('row').filter({ hasText: FLOW }).getByRole('cell').last()).toHaveText('2')
  })

  await test.step('a good file comes, the flow recovers, and that is told once', async () => {
    await upload(MENDED)
    await expect.poll(() => receiver.of('alert.recovered').length).toBe(1)
    await rail.getByRole('link', { name: 'Alerts' }).click()
    const alert = page.getByRole('row').filter({ hasText: 'Night watch' }).filter({ hasText: FLOW }).first()
    await expect(alert).toContainText('Recovered')
    await rail.getByRole('link', { name: 'Schedules' }).click()
    const row = page.getByRole('row').filter({ hasText: FLOW })
    const on = row.getByRole('switch', { name: /is on$/ })
    await on.click({ force: true })
    await expect(on).not.toBeChecked()
    await expect(row.getByText('paused')).toBeVisible()
    expect(['alert.opened', 'alert.recovered', 'alert.test'].map((event) => receiver.of(event).length)).toEqual([1, 1, 1])
  })
})
