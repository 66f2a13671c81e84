import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

/** The rules of WCAG 2.2 A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What a dark page can break that a light one does not. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Shows the page in a theme, its colours as they end up. A transition that nothing draws never ends by itself; one may begin another. */
async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  const ending = (): Promise<number> =>
    page.evaluate(() => {
      const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
      for (const animation of finite) animation.finish()
      return finite.length
    })
  await expect.poll(ending, { intervals: [10] }).toBe(0)
}

/** Rule and places of what the page breaks; the checker is brought in once for each document. */
async function broken(page: Page, runOnly: axe.RunOnly): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  return page.evaluate(async (only) => {
    const { violations } = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run({
      runOnly: only,
      resultTypes: ['violations'],
    })
    return violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  }, runOnly)
}

/**
 * What breaks a rule of WCAG AA that a program can check: rule and places. Waits until nothing of the page is being loaded, and looks at
 * its colours in dark as well.
 */
export async function violations(page: Page, what: string): Promise<readonly string[]> {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  const light = await broken(page, { type: 'tag', values: TAGS })
  await showTheme(page, 'dark')
  const dark = await broken(page, { type: 'rule', values: COLOURS })
  await showTheme(page, 'light')
  return [...light.map((found) => `${what}, light: ${found}`), ...dark.map((found) => `${what}, dark: ${found}`)]
}
