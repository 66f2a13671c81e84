import { planFlow } from '@sluice/catalog'
import { loadFlow, type Flow } from '@sluice/flow'
import { flowTextsSchema, retell, textsOf } from '@sluice/store'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errors, runExample } from './run-example.ts'

const root = import.meta.dirname
const keys = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

const flowOf = (key: string): Flow => {
  const { flow, problems } = loadFlow(readFileSync(join(root, key, 'flow.json'), 'utf8'))
  if (flow === undefined) throw new Error(JSON.stringify(problems))
  return flow
}
const chineseOf = (key: string) => flowTextsSchema.parse(JSON.parse(readFileSync(join(root, key, 'texts.zh-CN.json'), 'utf8')))
const inChinese = (flow: Flow, key: string): Flow => retell(flow, textsOf(flow), chineseOf(key))

/** Without what people read, and what names the sentence rather than the matter. */
const withoutTexts = (flow: Flow): Flow => retell(flow, textsOf(flow), { name: '-', ...blank(textsOf(flow)) })
const blank = ({ nodes, notes, parameters }: ReturnType<typeof textsOf>) => ({
  nodes: Object.fromEntries(Object.keys(nodes).map((id) => [id, '-'])),
  notes: Object.fromEntries(Object.keys(notes).map((id) => [id, '-'])),
  parameters: Object.fromEntries(Object.keys(parameters).map((id) => [id, '-'])),
})

test.each(keys)('the Chinese texts of %s name exactly what the flow has', (key) => {
  const own = textsOf(flowOf(key))
  const chinese = chineseOf(key)
  for (const part of ['nodes', 'notes', 'parameters'] as const)
    expect(Object.keys(chinese[part]).sort()).toEqual(Object.keys(own[part]).sort())
  const said = [chinese.name, ...Object.values(chinese.notes), ...Object.values(chinese.parameters)]
  for (const text of said) expect(text).toMatch(/\p{Script=Han}/u)
})

test.each(keys)('%s checks the same in both languages, and only its texts differ', (key) => {
  const flow = flowOf(key)
  const chinese = inChinese(flow, key)
  const now = '2026-07-01T00:00:00Z'
  expect(planFlow(chinese, { zone: 'UTC', now }).problems).toEqual(planFlow(flow, { zone: 'UTC', now }).problems)
  expect(withoutTexts(chinese)).toEqual(withoutTexts(flow))
  expect(retell(chinese, textsOf(chinese), textsOf(flow))).toEqual(flow)
})

/** Rejected rows name their source by its label: the one text that comes into a file. */
const inEnglish = (text: string, flow: Flow, key: string): string =>
  flow.nodes.reduce((told, { id, label }) => told.replaceAll(`,${chineseOf(key).nodes[id]},`, `,${label},`), text)

test.each(['json-xml-merge', 'crm-erp-customers'])('%s counts and writes the same in both languages', async (key) => {
  const flow = flowOf(key)
  await using english = await runExample(key)
  await using chinese = await runExample(key, { change: (given) => inChinese(given, key) })
  expect([chinese.finished.status, errors(chinese.finished)]).toEqual([english.finished.status, []])
  expect(chinese.finished.nodes).toEqual(english.finished.nodes)
  const files = english.finished.outputs.flatMap(({ kind, path }) => (kind === 'file' && /\.(csv|json)$/.test(path) ? [path] : []))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) expect(inEnglish(await chinese.read(file), flow, key) === (await english.read(file)), file).toBe(true)
})
