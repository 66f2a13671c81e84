import { type Flow } from '@sluice/flow'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { StoreError } from '../database/error.ts'

/** The languages that examples speak: that of their flow document, and those of the files beside it. */
export const exampleLanguages = ['en', 'zh-CN'] as const
export type ExampleLanguage = (typeof exampleLanguages)[number]

const byId = z.record(z.string(), z.string()).default({})

/** What people read of a flow, in one language: its name, labels of nodes, notes, what its parameters mean. By id, or name. */
export const flowTextsSchema = z.strictObject({ name: z.string().min(1), nodes: byId, notes: byId, parameters: byId })
export type FlowTexts = z.output<typeof flowTextsSchema>

/** An example's texts in every language. */
export const exampleTextsSchema = z.record(z.enum(exampleLanguages), flowTextsSchema)
export type ExampleTexts = z.output<typeof exampleTextsSchema>

/** The texts as a flow has them now. */
export const textsOf = ({ name, nodes, notes, parameters }: Flow): FlowTexts => ({
  name,
  nodes: Object.fromEntries(nodes.map(({ id, label }) => [id, label])),
  notes: Object.fromEntries(notes.map(({ id, text }) => [id, text])),
  parameters: Object.fromEntries(parameters.flatMap((p) => (p.description === undefined ? [] : [[p.name, p.description]]))),
})

/** The flow with every text of one language in the other. A text that isn't the first language's own, since somebody changed it, stays. */
export function retell(flow: Flow, from: FlowTexts, to: FlowTexts): Flow {
  const say = (text: string, key: string, part: 'nodes' | 'notes' | 'parameters'): string =>
    Object.hasOwn(from[part], key) && from[part][key] === text ? (to[part][key] ?? text) : text
  return {
    ...flow,
    name: flow.name === from.name ? to.name : flow.name,
    nodes: flow.nodes.map((node) => ({ ...node, label: say(node.label, node.id, 'nodes') })),
    notes: flow.notes.map((note) => ({ ...note, text: say(note.text, note.id, 'notes') })),
    parameters: flow.parameters.map((p) =>
      p.description === undefined ? p : { ...p, description: say(p.description, p.name, 'parameters') },
    ),
  }
}

/** The texts of an example: those of its flow, and of `texts.<language>.json` beside it; a language without a file has the flow's. */
export async function readTexts(folder: string, flow: Flow): Promise<ExampleTexts> {
  const own = textsOf(flow)
  const file = join(folder, 'texts.zh-CN.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return { en: own, 'zh-CN': own }
  try {
    return { en: own, 'zh-CN': flowTextsSchema.parse(JSON.parse(text)) }
  } catch (error) {
    throw new StoreError('example-unreadable', { file, reason: error instanceof Error ? error.message.slice(0, 300) : '' })
  }
}
