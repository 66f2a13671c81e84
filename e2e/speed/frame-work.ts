import type { Page } from '@playwright/test'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur: number
  readonly tid: number
}

/** What the main thread does for a frame beside painting. */
const WORK = new Set([
  'FunctionCall',
  'EventDispatch',
  'TimerFire',
  'FireAnimationFrame',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'RunMicrotasks',
  'V8.GCScavenger',
  'MajorGC',
  'MinorGC',
])

/** Moves the pointer in 90 steps with the button down, on a node or (with the space bar) on the canvas, and gives script and layout per frame from a trace of Chromium. */
export async function frameWork(page: Page, what: 'pan' | 'drag'): Promise<{ readonly p95Ms: number; readonly frames: number }> {
  const start = await middleNode(page)
  if (what === 'pan') await page.keyboard.down('Space')
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...asEvents(value)))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'v8', 'disabled-by-default-devtools.timeline'] },
  })
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  for (let step = 1; step <= 90; step++) {
    await page.mouse.move(start.x + step * 2, start.y - step)
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)))
  }
  await page.mouse.up()
  if (what === 'pan') await page.keyboard.up('Space')
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done))
  await session.send('Tracing.end')
  await complete
  await session.detach()
  return perFrame(events)
}

async function middleNode(page: Page): Promise<{ x: number; y: number }> {
  const boxes = await page.locator('.react-flow__node').evaluateAll((nodes) =>
    nodes.map((node) => ({
      x: node.getBoundingClientRect().x,
      y: node.getBoundingClientRect().y,
      width: node.getBoundingClientRect().width,
      height: node.getBoundingClientRect().height,
    })),
  )
  const inside = boxes.filter((box) => box.x > 500 && box.x < 900 && box.y > 250 && box.y < 500)
  const box = inside[0]
  if (box === undefined) throw new Error('no node in the middle of the canvas')
  return { x: box.x + box.width / 2, y: box.y + box.height / 3 }
}

/** Boundary: Chromium's own trace. */
const asEvents = (value: readonly unknown[]): readonly TraceEvent[] => value as readonly TraceEvent[]

/** Work of the main thread between one commit of a frame and the next; nested entries are counted once. */
function perFrame(events: readonly TraceEvent[]): { readonly p95Ms: number; readonly frames: number } {
  const commits = events.filter((e) => e.name === 'Commit')
  const tid = commits[0]?.tid
  const work = events.filter((e) => e.tid === tid && e.ph === 'X' && WORK.has(e.name)).sort((a, b) => a.ts - b.ts)
  const outermost: TraceEvent[] = []
  let end = 0
  for (const event of work) {
    if (event.ts < end) continue
    outermost.push(event)
    end = event.ts + event.dur
  }
  const starts = commits.map((e) => e.ts).sort((a, b) => a - b)
  const frames = starts.slice(0, -1).map((at, i) => {
    const next = starts[i + 1] ?? at
    return outermost.filter((e) => e.ts >= at && e.ts < next).reduce((sum, e) => sum + e.dur, 0) / 1_000
  })
  const sorted = frames.sort((a, b) => a - b)
  return { p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0, frames: sorted.length }
}
