import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

/** The rules of WCAG 2.2 A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What a dark page can break that a light one does not. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Shows the page in a theme, everything in the colours it ends up in. */
async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  await settle(page)
}

/**
 * Ends what moves, and waits for what fades in by itself. A transition that nothing draws never ends of its own accord, and one may
 * begin another.
 */
async function settle(page: Page): Promise<void> {
  const unsettled = (): Promise<number> =>
    page.evaluate(() => {
      const isFaint = (element: Element | null): boolean =>
        element !== null && (getComputedStyle(element).opacity !== '1' || isFaint(element.parentElement))
      const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
      for (const animation of finite) animation.finish()
      return finite.length + [...document.querySelectorAll('[role="dialog"], [role="menu"]')].filter(isFaint).length
    })
  await expect.poll(unsettled, { intervals: [10, 50] }).toBe(0)
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
  await settle(page)
  const light = await broken(page, { type: 'tag', values: TAGS })
  await showTheme(page, 'dark')
  const dark = await broken(page, { type: 'rule', values: COLOURS })
  await showTheme(page, 'light')
  return [...light.map((found) => `${what}, light: ${found}`), ...dark.map((found) => `${what}, dark: ${found}`)]
}
