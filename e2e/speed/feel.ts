import { chromium, type Page } from '@playwright/test'
import type { Flow } from '@sluice/flow'
import startProduct from '../product.ts'
import { median } from '../../bench/measure/figures.ts'
import { openBarePage } from './bare-page.ts'
import { clickToFirstEvent, watchEvents } from './first-event.ts'
import { largeFlow } from './large-flow.ts'
import { frameWork, type FrameWork } from './frame-work.ts'
import { fieldToPreview, filteredExample } from './refresh.ts'

const NODES_TO_OPEN = 300
const NODES_TO_MOVE = 500
const PAUSE_MS = 600

/** What a person feels, in real Chromium on the product as it is started: click to first event, opening and moving a large flow. */
async function measureFeel({ runs }: { readonly runs: number }, say: (line: string) => void): Promise<void> {
  const stop = await startProduct()
  const browser = await chromium.launch({ executablePath: process.env['SLUICE_CHROMIUM'], args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    const page = await context.newPage()
    await watchEvents(page)
    await page.goto(process.env['SLUICE_E2E_LINK'] ?? '')
    await page.getByRole('button', { name: 'New flow', exact: true }).waitFor()
    await firstEvents(page, runs, say)
    await openings(page, runs, say)
    await refreshes(page, runs, say)
    await movements(page, runs, say)
  } finally {
    await browser.close()
    await stop?.()
  }
}

const address = (): string => process.env['SLUICE_E2E_ADDRESS'] ?? new URL(process.env['SLUICE_E2E_LINK'] ?? '').origin

/** Keeps a flow through the API, as an import does, and gives the address of its editor. */
async function keep(page: Page, flow: Flow): Promise<string> {
  const id = await page.evaluate(async (body) => {
    const response = await fetch('/api/flows', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    const saved: unknown = await response.json()
    return typeof saved === 'object' && saved !== null && 'id' in saved ? String(saved.id) : ''
  }, JSON.stringify({ flow }))
  if (id === '') throw new Error('the flow was not taken')
  return `${address()}/flows/${id}`
}

function show(say: (line: string) => void, name: string, values: readonly number[], target: string): void {
  say(
    `${name.padEnd(44)} median ${median(values).toFixed(1)} ms, slowest of ${values.length} ${Math.max(...values).toFixed(1)} ms  (target ${target})`,
  )
}

/** The canvas shows nodes and connections; those out of sight are not drawn in a large flow. */
async function drawn(page: Page): Promise<void> {
  await page.locator('.react-flow__node').nth(8).waitFor()
  await page.locator('.react-flow__edge').nth(5).waitFor()
}

async function firstEvents(page: Page, runs: number, say: (line: string) => void): Promise<void> {
  await page.goto(await keep(page, largeFlow(10)))
  await drawn(page)
  const times: number[] = []
  // The first one warms the engine up.
  for (let run = 0; run <= runs; run++) {
    const ms = await clickToFirstEvent(page)
    if (run > 0) times.push(ms)
  }
  show(say, 'click on Run to first event', times, '< 150 ms')
}

async function openings(page: Page, runs: number, say: (line: string) => void): Promise<void> {
  const url = await keep(page, largeFlow(NODES_TO_OPEN))
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    await page.goto(`${address()}/flows`)
    const began = Date.now()
    await page.goto(url, { waitUntil: 'commit' })
    await drawn(page)
    times.push(Date.now() - began)
  }
  show(say, `opening a flow of ${NODES_TO_OPEN} nodes`, times, '< 1,500 ms')
}

/** A value is typed over and over; the rows of before are never those that are waited for. */
async function refreshes(page: Page, runs: number, say: (line: string) => void): Promise<void> {
  const { flows } = (await (await page.request.get(`${address()}/api/flows`)).json()) as { readonly flows: readonly { readonly id: string; readonly name: string }[] } // prettier-ignore
  const id = flows.find(({ name }) => name === 'CRM and ERP customers merged')?.id ?? ''
  const { flow } = (await (await page.request.get(`${address()}/api/flows/${id}`)).json()) as { readonly flow: Flow }
  await page.goto(await keep(page, filteredExample(flow)))
  await page
    .locator('.react-flow__node')
    .nth(3)
    .click({ position: { x: 30, y: 8 } })
  await page.getByRole('gridcell', { name: 'C000001' }).waitFor()
  const times: number[] = []
  // The first one warms the engine up.
  for (let run = 0; run <= runs; run++) {
    // A change that comes soon after another waits for a pause in typing.
    await page.waitForTimeout(PAUSE_MS)
    const ms = await fieldToPreview(page, `C00${String((run + 1) * 500).padStart(4, '0')}`)
    if (run > 0) times.push(ms)
  }
  show(say, 'field to preview of 10,000 sample rows', times, '< 400 ms')
}

/** The editor beside a page with nothing but React Flow, in turns, so that both meet the same machine. */
async function movements(page: Page, runs: number, say: (line: string) => void): Promise<void> {
  const flow = largeFlow(NODES_TO_MOVE)
  await page.goto(await keep(page, flow))
  await drawn(page)
  const bare = await openBarePage(page.context(), flow)
  const turns = Math.max(3, Math.ceil(runs / 3))
  for (const what of ['pan', 'drag'] as const) {
    const taken: { readonly editor: FrameWork; readonly bare: FrameWork }[] = []
    for (let turn = 0; turn < turns; turn++) taken.push({ editor: await frameWork(page, what), bare: await frameWork(bare, what) })
    const of = (side: 'editor' | 'bare', figure: keyof FrameWork): number => median(taken.map((turn) => turn[side][figure]))
    say(
      `${`${what}, ${NODES_TO_MOVE} nodes: script and layout per frame`.padEnd(44)} p95 ${of('editor', 'p95Ms').toFixed(1)} ms, ` +
        `of it processor ${of('editor', 'p95ProcessorMs').toFixed(1)} ms (target ≤ 8 ms); bare React Flow ${of('bare', 'p95Ms').toFixed(1)} and ` +
        `${of('bare', 'p95ProcessorMs').toFixed(1)} ms: ${(of('editor', 'p95ProcessorMs') / of('bare', 'p95ProcessorMs')).toFixed(2)} × (target ≤ 1.3)`,
    )
  }
  await bare.close()
}

await measureFeel({ runs: Number(process.argv[2] ?? 15) }, (line) => void process.stdout.write(`${line}\n`))
