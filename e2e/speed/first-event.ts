import type { Page } from '@playwright/test'

/** As text: what transpilers add to functions is not there in the page. */
const WATCH = `
  const Original = window.EventSource
  addEventListener('click', () => { window.clickedAt = performance.now(); window.heardAt = 0 }, { capture: true })
  const heard = (event) => {
    if (window.heardAt === 0 && JSON.parse(event.data).status !== 'queued') window.heardAt = performance.now()
  }
  window.EventSource = class extends Original {
    constructor(url, init) {
      super(url, init)
      for (const type of ['message', 'status', 'node-status', 'counts', 'output', 'log']) this.addEventListener(type, heard)
    }
  }
`

/** Notes in the page when something was clicked last, and when the first event of a run after that arrived. */
export const watchEvents = async (page: Page): Promise<void> => {
  await page.addInitScript({ content: WATCH })
}

/** Milliseconds from the click on Run to the first event that says more than that the run is queued. */
export async function clickToFirstEvent(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.waitForFunction(() => Number(Reflect.get(window, 'heardAt')) > 0)
  const ms = await page.evaluate(() => Number(Reflect.get(window, 'heardAt')) - Number(Reflect.get(window, 'clickedAt')))
  await page.getByText('succeeded', { exact: true }).waitFor()
  return ms
}
