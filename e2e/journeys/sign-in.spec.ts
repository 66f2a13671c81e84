import { expect, signedInState, signInLink, test } from '../drivers/product.ts'

test('nothing is shown without a session, and the link of the start signs in exactly once', async ({ page, browser, complaints }) => {
  await page.goto('/flows')
  await expect(page).toHaveURL(/\/sign-in/)
  // The browser reports the refused question for a session.
  complaints.length = 0

  await page.goto(signInLink())
  await expect(page).toHaveURL(/\/flows$/)
  await expect(page.getByRole('link', { name: 'CRM and ERP customers merged' })).toBeVisible()
  expect(page.url()).not.toContain('token')
  complaints.length = 0

  const cookies = await page.context().cookies()
  expect(cookies.length).toBeGreaterThan(0)
  expect(cookies.every((cookie) => cookie.httpOnly && cookie.sameSite !== 'None')).toBe(true)
  await page.context().storageState({ path: signedInState })

  const stranger = await browser.newContext()
  const second = await stranger.newPage()
  await second.goto(signInLink())
  await expect(second.getByRole('alert').first()).toBeVisible()
  await expect(second).toHaveURL(/\/sign-in/)
  await stranger.close()
})
