import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../drivers/product.ts'

/** The rules of WCAG 2.2 A and AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page breaks a rule of WCAG AA that a program can check, ${colorScheme}`, async ({ page, editor }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { flows } = (await (await page.request.get('/api/flows')).json()) as { flows: readonly { id: string }[] }
    for (const path of [
      `/flows/${flows[0]?.id ?? ''}/health`,
      '/flows',
      '/runs',
      '/triggers',
      '/triggers/endpoints',
      '/files',
      '/settings',
    ]) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
      expect.soft(violations.map((v) => `${path}: ${v.id} ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([])
    }
    await editor.openFlow('JSON and XML merged into one record')
    await editor.select('Merge by name')
    await expect(editor.panel.getByRole('grid')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
    expect(violations.map((v) => `editor: ${v.id} ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([])
  })
}
