import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The rules of WCAG 2.2 A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What a dark page can break that a light one does not. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Shows the page in a theme; resolves when no colour is on its way any more. */
async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
}

/**
 * What breaks a rule of WCAG AA that a program can check: rule and places. Waits until nothing of the page is being loaded, and looks at
 * its colours in dark as well.
 */
export async function violations(page: Page, what: string): Promise<readonly string[]> {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  const found = async (builder: AxeBuilder, theme: string): Promise<readonly string[]> => {
    const { violations } = await builder.analyze()
    return violations.map((v) => `${what}, ${theme}: ${v.id} ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
  }
  const light = await found(new AxeBuilder({ page }).withTags(TAGS), 'light')
  await showTheme(page, 'dark')
  const dark = await found(new AxeBuilder({ page }).withRules(COLOURS), 'dark')
  await showTheme(page, 'light')
  return [...light, ...dark]
}
