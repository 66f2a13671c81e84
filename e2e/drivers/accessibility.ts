import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The rules of WCAG 2.2 A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What a dark page can break that a light one does not. */
const COLOURS = ['color-contrast', 'link-in-text-block']

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
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  const dark = await found(new AxeBuilder({ page }).withRules(COLOURS), 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
  return [...light, ...dark]
}
