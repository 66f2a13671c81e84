import type { Page } from '@playwright/test'
import type { Flow } from '@sluice/flow'
import { edge, flowOf, node } from '../../bench/flow-parts.ts'

/** A filter behind what an example cleans: its 20,000 rows in GB18030 give a sample of 10,000. */
export function filteredExample(example: Flow): Flow {
  const [source, trim, keys] = example.nodes
  if (source === undefined || trim === undefined || keys === undefined) throw new Error('the example has no nodes')
  const condition = { column: '客户编号', operator: 'at-least', value: 'C000000' }
  const nodes = [source, trim, keys, { ...node('kept', 'clean.filter', { conditions: [condition] }), position: { x: 900, y: 0 } }]
  return flowOf(
    'Filtered',
    nodes,
    nodes.slice(1).map(({ id }, i) => edge(nodes[i]?.id ?? '', id)),
  )
}

/** As text: what transpilers add to functions is not there in the page. */
const drawnAfterInput = (value: string): string => `
  new Promise((resolve) => {
    let typedAt = 0
    addEventListener('input', () => { typedAt = performance.now() }, { capture: true, once: true })
    const look = () => {
      const cells = [...document.querySelectorAll('[role="gridcell"]')]
      if (typedAt > 0 && cells.some(({ textContent }) => textContent === ${JSON.stringify(value)})) resolve(performance.now() - typedAt)
      else requestAnimationFrame(look)
    }
    look()
  })`

/** Milliseconds from a change of the filter's value to the frame in which the rows that it lets through are drawn. */
export async function fieldToPreview(page: Page, value: string): Promise<number> {
  const drawn = page.evaluate<number>(drawnAfterInput(value))
  await page.getByRole('complementary', { name: 'Settings' }).getByRole('textbox', { name: 'Value', exact: true }).fill(value)
  return drawn
}
