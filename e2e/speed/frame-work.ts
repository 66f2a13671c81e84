import type { Page } from '@playwright/test'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  /** Microseconds. */
  readonly ts: number
  readonly dur: number
  /** Of `dur`, what the thread had a processor for. */
  readonly tdur?: number
  readonly tid: number
  readonly args?: { readonly data?: { readonly type?: string } }
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

/** Script and layout of the frames in which the pointer moved, in milliseconds: as they passed, and what of it the thread had a processor for. */
export interface FrameWork {
  readonly p95Ms: number
  readonly p95ProcessorMs: number
  readonly medianProcessorMs: number
  readonly frames: number
}

const STEPS = 90

/** Moves the pointer in 90 steps, out and back, with the button down, on a node or (with the space bar) on the canvas, and gives script and layout per frame from a trace of Chromium. */
export async function frameWork(page: Page, what: 'pan' | 'drag'): Promise<FrameWork> {
  await page.bringToFront()
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
  for (let step = 1; step <= STEPS; step++) {
    // Out and back, so that the next gesture begins where this one did.
    const away = step <= STEPS / 2 ? step : STEPS - step
    // Answered when the page has handled it, once per frame of the screen.
    await page.mouse.move(start.x + away * 4, start.y - away * 2)
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

/** Work of the main thread from one move of the pointer to the next; nested entries are counted once. */
function perFrame(events: readonly TraceEvent[]): FrameWork {
  // Other pages of the browser have main threads of their own; the one that is moved draws most.
  const tid = mostOften(events.filter((e) => e.name === 'Commit').map((e) => e.tid))
  const work = events.filter((e) => e.tid === tid && e.ph === 'X' && WORK.has(e.name)).sort((a, b) => a.ts - b.ts)
  const outermost: TraceEvent[] = []
  let end = 0
  for (const event of work) {
    if (event.ts < end) continue
    outermost.push(event)
    end = event.ts + event.dur
  }
  // A frame is what lies between two moves of the pointer: counting idle frames of the screen would make every figure look good.
  const moves = work.filter((e) => e.name === 'EventDispatch' && e.args?.data?.type === 'mousemove').map((e) => e.ts)
  const frames = moves.slice(0, -1).map((start, i) => {
    const within = outermost.filter((e) => e.ts >= start && e.ts < (moves[i + 1] ?? start))
    const sum = (of: (event: TraceEvent) => number): number => within.reduce((all, event) => all + of(event), 0) / 1_000
    return { passed: sum((e) => e.dur), processor: sum((e) => e.tdur ?? e.dur) }
  })
  const at = (share: number, of: (frame: (typeof frames)[number]) => number): number =>
    frames.map(of).sort((a, b) => a - b)[Math.floor(frames.length * share)] ?? 0
  return {
    p95Ms: at(0.95, (frame) => frame.passed),
    p95ProcessorMs: at(0.95, (frame) => frame.processor),
    medianProcessorMs: at(0.5, (frame) => frame.processor),
    frames: frames.length,
  }
}

function mostOften(values: readonly number[]): number | undefined {
  const times = new Map<number, number>()
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1)
  return [...times].sort(([, a], [, b]) => b - a)[0]?.[0]
}
