import type { Field, Fields } from '../kit/fields.ts'
import type { AnyNode } from '../kit/node.ts'
import { catalogLocales } from '../locales/index.ts'
import { textsAt } from '../locales/texts.ts'
import { nodeDefinitions } from '../registry.ts'

const text = (path: readonly string[]): string => {
  const found = textsAt(catalogLocales.en, path)
  return typeof found === 'string' ? found : ''
}

/** A cell of a Markdown table: bars and line ends would end it. */
const cell = (content: string): string => content.replaceAll('|', '\\|').replace(/\s+/g, ' ')
const code = (content: string): string => (content === '' ? '' : `\`${content.replaceAll('\t', '⇥')}\``)

const fallback = (field: Field): string =>
  field.kind === 'items' || field.kind === 'table' || field.kind === 'secret' || field.kind === 'connection'
    ? ''
    : field.default === ''
      ? ''
      : code(JSON.stringify(field.default))

function fieldRows(fields: Fields, at: readonly string[], before = ''): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = [...at, 'fields', name]
    const options = field.kind === 'choice' ? ` One of ${field.options.map(code).join(', ')}.` : ''
    const row = `| ${[code(before + name), field.kind, fallback(field), `${text([...path, 'label'])}. ${text([...path, 'help'])}${options}`].map(cell).join(' | ')} |`
    return [row, ...(field.kind === 'items' ? fieldRows(field.fields, path, `${before}${name}[].`) : [])]
  })
}

const ports = (node: AnyNode): string => {
  const names = (list: readonly { readonly name: string }[]): string => list.map((port) => code(port.name)).join(', ') || 'none'
  return `In: ${names(node.inputs)}. Out: ${names(node.outputs)}.`
}

function section(node: AnyNode): string {
  const at = ['nodes', ...node.type.split('.')]
  const rows = fieldRows(node.fields, at)
  const table = rows.length === 0 ? ['No settings.'] : ['| setting | kind | default | what it does |', '| --- | --- | --- | --- |', ...rows]
  return [`## ${text([...at, 'label'])} (\`${node.type}\`)`, '', text([...at, 'help']), '', ports(node), '', ...table, ''].join('\n')
}

/** The reference of all nodes as Markdown, got from their definitions and English texts. */
export const referencePage = (): string =>
  [
    '# Nodes',
    '',
    'Made from the catalogue; the test beside `packages/catalog/src/reference` keeps it up to date.',
    '',
    ...nodeDefinitions.map(section),
  ].join('\n')
