import type { Page } from '@playwright/test'
import { ask } from '../drivers/api.ts'
import { expect, test } from '../drivers/product.ts'

/** A flow of a typed table, a trimming and two sinks beside each other. */
async function make(page: Page, name: string): Promise<string> {
  const node = (id: string, type: string, label: string, x: number, y: number, config = {}) => ({
    id,
    type,
    label,
    config,
    position: { x, y },
  })
  const flow = {
    sluice: 1,
    name,
    nodes: [
      node('t', 'source.table', 'Cities', 0, 0, { data: { columns: ['city'], rows: [[' Oslo '], ['Rome']] } }),
      node('c', 'clean.trim', 'Tidied', 300, 40),
      node('s', 'sink.csv', 'First file', 620, 10, { path: 'cities.csv' }),
      node('j', 'sink.json', 'Second file', 700, 260, { path: 'cities.json' }),
    ],
    edges: [
      { from: { node: 't', port: 'rows' }, to: { node: 'c', port: 'rows' } },
      { from: { node: 'c', port: 'rows' }, to: { node: 's', port: 'rows' } },
      { from: { node: 'c', port: 'rows' }, to: { node: 'j', port: 'rows' } },
    ],
  }
  return ((await ask(page, 'POST', '/api/flows', { flow })) as { readonly id: string }).id
}

test('a node is replaced by another kind, keeps its name and wires, and undo brings it back', async ({ page, editor }) => {
  await page.goto(`/flows/${await make(page, 'Replaced in place')}`)
  await editor.select('Tidied')
  await page.keyboard.press('r')
  await page.getByRole('combobox', { name: 'Replace the node by' }).fill('change case')
  await page.keyboard.press('Enter')
  await expect(editor.node('Tidied, Change case')).toBeFocused()
  await expect(page.locator('.react-flow__edge')).toHaveCount(3)
  await expect(page.getByText('Replaced; connections and settings are kept')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(editor.node('Tidied, Trim')).toBeVisible()
  await expect(page.locator('.react-flow__edge')).toHaveCount(3)
})

test('selected nodes are aligned by the keyboard and from the menu, each one step of undo', async ({ page, editor }) => {
  await page.goto(`/flows/${await make(page, 'Brought to one line')}`)
  await editor.select('First file')
  await editor.node('Second file').click({ modifiers: ['Shift'], position: { x: 30, y: 8 } })
  const left = async (name: string): Promise<number> => Math.round((await editor.node(name).boundingBox())?.x ?? NaN)
  const before = [await left('First file'), await left('Second file')]
  expect(before[0]).not.toBe(before[1])
  await page.keyboard.press('Alt+Shift+ArrowLeft')
  await expect.poll(() => left('Second file')).toBe(before[0])
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => left('Second file')).toBe(before[1])
  await editor.node('Second file').click({ button: 'right', position: { x: 30, y: 8 } })
  await expect(page.getByRole('menuitem', { name: 'Same room side by side' })).toBeDisabled()
  await page.getByRole('menuitem', { name: 'Align right' }).click()
  await expect.poll(() => left('First file')).toBe(before[1])
})

test('results of a run say when they are older than the settings, until the change is taken back', async ({ page, editor }) => {
  await page.goto(`/flows/${await make(page, 'Older results')}`)
  await editor.run()
  await expect(editor.panel.getByRole('status').filter({ hasText: 'succeeded' })).toBeVisible()
  const stale = page.getByRole('img', { name: /run again$/ })
  await expect(stale).toHaveCount(0)
  await editor.select('First file')
  await page.keyboard.press('d')
  await expect(stale).toHaveCount(1)
  await editor.select('Tidied')
  await page.keyboard.press('d')
  await expect(stale).toHaveCount(3)
  await expect(editor.node('Second file').getByRole('img', { name: /run again$/ })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(stale).toHaveCount(0)
})

test('a node is dragged from the palette to its place, and onto a connection, which then runs through it', async ({ page, editor }) => {
  await page.goto(`/flows/${await make(page, 'Dragged from the palette')}`)
  await editor.select('Cities')
  const canvas = page.getByRole('region', { name: 'Canvas' })
  const kind = (group: string, name: string) => page.getByRole('region', { name: group }).getByRole('button', { name, exact: true })
  const box = (await canvas.boundingBox()) ?? { width: 0, height: 0 }
  const place = { x: Math.round(box.width * 0.3), y: Math.round(box.height * 0.7) }
  await kind('Clean', 'Filter rows').dragTo(canvas, { targetPosition: place })
  await expect(editor.nodes()).toHaveCount(5)
  await expect(editor.settings.getByRole('heading', { level: 2 })).toContainText('Filter rows')
  const dropped = (await editor.node('Filter rows').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const origin = (await canvas.boundingBox()) ?? { x: 0, y: 0 }
  // It hangs by the middle of its title where it was let go.
  expect(Math.abs(dropped.x + dropped.width / 2 - origin.x - place.x)).toBeLessThan(25)
  expect(dropped.y).toBeLessThan(origin.y + place.y)
  expect(dropped.y + dropped.height).toBeGreaterThan(origin.y + place.y)
  await expect(page.locator('.react-flow__edge')).toHaveCount(3)

  const wire = page.locator('.react-flow__edge').first()
  await kind('Clean', 'Change case').dragTo(wire)
  await expect(page.locator('.react-flow__edge')).toHaveCount(4)
  await expect(editor.nodes()).toHaveCount(6)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.locator('.react-flow__edge')).toHaveCount(3)
  await expect(editor.nodes()).toHaveCount(5)
})
