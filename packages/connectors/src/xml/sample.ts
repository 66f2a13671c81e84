import type { SampledColumn } from '../schema/columns.ts'
import { fromByteText } from '../text/byte-text.ts'
import { isRecord, localName, type Prefixes, recordPath } from './path.ts'
import type { WrittenAttributes, XmlEvents } from './events.ts'

/** Values of a column that are kept. */
const MAX_VALUES = 1000
/** Elements kept: more than any probe needs. */
const MAX_ELEMENTS = 50_000

interface Element {
  readonly name: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly children: Element[]
  text: string
}

/** Keeps the beginning of a document as a tree, to find its records and their columns. Names are taken without prefix. */
export class XmlSample implements XmlEvents {
  private readonly root: Element = { name: '', attributes: [], children: [], text: '' }
  private readonly stack: Element[] = [this.root]
  private elements = 0

  open(written: string, attributes: WrittenAttributes): void {
    const element: Element = {
      name: localName(fromByteText(written)),
      attributes: attributes
        .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:') && !name.startsWith('xsi:'))
        .map(([name, value]) => [localName(fromByteText(name)), fromByteText(value)]),
      children: [],
      text: '',
    }
    if (++this.elements <= MAX_ELEMENTS) this.stack.at(-1)?.children.push(element)
    this.stack.push(element)
  }

  wantsText(): boolean {
    return true
  }

  text(text: string, from: number, to: number): void {
    const element = this.stack.at(-1)
    if (element !== undefined) element.text += fromByteText(text.slice(from, to))
  }

  close(): void {
    this.stack.pop()
  }

  /** The path of the first elements that repeat, nearest to the root; the root itself when nothing repeats there. */
  recordPath(): string {
    let level: { element: Element; path: string }[] = this.root.children.map((element) => ({ element, path: element.name }))
    const top = level[0]?.path ?? ''
    for (; level.length > 0;) {
      for (const { element, path } of level) {
        const repeated = element.children.find(
          (child) => isComplex(child) && element.children.filter(({ name }) => name === child.name).length > 1,
        )
        if (repeated !== undefined) return `${path}/${repeated.name}`
      }
      level = level.flatMap(({ element, path }) => element.children.map((child) => ({ element: child, path: `${path}/${child.name}` })))
    }
    return top
  }

  columns(path: string, prefixes: Prefixes): readonly SampledColumn[] {
    // Sampled names have no prefix, so a path with prefixes is followed by its local names.
    const wanted = recordPath(path.replace(/[^/@:]+:/g, ''), prefixes)
    const collected = new Map<string, SampledColumn>()
    const visit = (element: Element, stack: readonly { full: string; local: string }[]): void => {
      if (stack.length > 0 && isRecord(wanted, stack)) collect(element, '', collected)
      else for (const child of element.children) visit(child, [...stack, { full: child.name, local: child.name }])
    }
    visit(this.root, [])
    // What was taken apart before it turned out to repeat is a list now.
    const lists = [...collected.values()].filter((column) => column.nested === 'list')
    return [...collected.values()].filter(({ source }) => !lists.some((list) => source.startsWith(`${list.source}/`)))
  }
}

const isComplex = (element: Element): boolean => element.children.length > 0 || element.attributes.length > 0

function columnOf(collected: Map<string, SampledColumn>, source: string): SampledColumn {
  let column = collected.get(source)
  if (column === undefined) collected.set(source, (column = { source, values: [] }))
  return column
}

function addValue(column: SampledColumn, value: string): void {
  if (column.values.length < MAX_VALUES) column.values.push(value)
}

/** Takes the columns of one record or of an element inside it: attributes, leaves, and repeated children as lists. */
function collect(element: Element, path: string, collected: Map<string, SampledColumn>): void {
  const prefix = path === '' ? '' : `${path}/`
  for (const [name, value] of element.attributes) addValue(columnOf(collected, `${prefix}@${name}`), value)
  if (element.children.length === 0 && (path === '' ? element.attributes.length === 0 || element.text.trim() !== '' : true)) {
    const column = columnOf(collected, path === '' ? '.' : path)
    if (column.nested === undefined && element.text !== '') addValue(column, element.text)
  }
  const counts = new Map<string, number>()
  for (const child of element.children) counts.set(child.name, (counts.get(child.name) ?? 0) + 1)
  for (const child of element.children) {
    const source = prefix + child.name
    if ((counts.get(child.name) ?? 0) > 1 || collected.get(source)?.nested === 'list') columnOf(collected, source).nested = 'list'
    else collect(child, source, collected)
  }
}
