import type { BrowserContext, Page } from '@playwright/test'
import { edgeKey, type Flow } from '@sluice/flow'
import { build } from 'esbuild'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'apps/web')

/** The nodes within the first screen, as the editor opens a large flow. */
const FIRST = { width: 1_200, height: 700 }

/** A page with nothing on it but React Flow and as many nodes and connections as the flow has, at the same places. */
export async function openBarePage(context: BrowserContext, flow: Flow): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: [join(web, 'bench/bare-flow.tsx')],
    bundle: true,
    write: false,
    minify: true,
    outdir: 'out',
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const text = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  const drawn = {
    nodes: flow.nodes.map(({ id, position }) => ({ id, position, data: { label: id } })),
    edges: flow.edges.map((edge) => ({ id: edgeKey(edge), source: edge.from.node, target: edge.to.node })),
    first: flow.nodes.filter(({ position: { x, y } }) => x + 220 <= FIRST.width && y + 88 <= FIRST.height).map(({ id }) => ({ id })),
  }
  const page = await context.newPage()
  await page.setContent('<!doctype html><style>body { margin: 0 } #root { height: 100vh }</style><div id="root"></div>')
  await page.addStyleTag({ content: text('.css') })
  await page.addScriptTag({ content: `window.bareFlow = ${JSON.stringify(drawn)}` })
  await page.addScriptTag({ content: text('.js') })
  await page.locator('.react-flow__edge').nth(5).waitFor()
  return page
}
