import type { Column } from '../types.ts'
import { textOf } from './json-text.ts'
import { printScalar, quoteText } from './scalar.ts'

const ref = (id: string): string => id

/** Characters that XML 1.0 can't carry in any form; they become the replacement character. */
const ILLEGAL = '[\\x{0}-\\x{8}\\x{B}\\x{C}\\x{E}-\\x{1F}\\x{FFFE}\\x{FFFF}]'

export interface XmlShape {
  readonly record: string
  readonly attributes: readonly string[]
  readonly omitMissing: boolean
  /** Empty: a list is its column's element repeated. */
  readonly itemName: string
}

function escaped(text: string, attribute: boolean): string {
  const legal = `regexp_replace(${text}, ${quoteText(ILLEGAL)}, chr(65533), 'g')`
  const marks: readonly (readonly [string, string])[] = [
    [`'&'`, `'&amp;'`], [`'<'`, `'&lt;'`], [`'>'`, `'&gt;'`], [`chr(13)`, `'&#13;'`],
    ...(attribute ? ([[`'"'`, `'&quot;'`], [`chr(10)`, `'&#10;'`], [`chr(9)`, `'&#9;'`]] as const) : []),
  ] // prettier-ignore
  return marks.reduce((sql, [from, to]) => `replace(${sql}, ${from}, ${to})`, legal)
}

const columnText = (column: Column): string => printScalar(textOf({ kind: 'column', id: column.id, type: column.type }), ref)

const tag = (text: string): string => quoteText(`<${text}>`)

/** A list is its element repeated, or one element around an element for each item; anything nested inside stays JSON text. */
function printList(column: Column, itemName: string): string {
  const name = itemName === '' ? column.name : itemName
  const item = `${tag(name)} || ${escaped(`coalesce(x, '')`, false)} || ${tag(`/${name}`)}`
  const items = `array_to_string(list_transform(json_elements(${columnText(column)}), lambda x: ${item}), '')`
  return itemName === '' ? items : `${tag(column.name)} || ${items} || ${tag(`/${column.name}`)}`
}

function printElement(column: Column, shape: XmlShape): string {
  const element =
    column.type.kind === 'list'
      ? printList(column, shape.itemName)
      : `${tag(column.name)} || ${escaped(columnText(column), false)} || ${tag(`/${column.name}`)}`
  return `coalesce(${element}, ${shape.omitMissing ? `''` : tag(`${column.name} xsi:nil="true"/`)})`
}

/** The row as the text of an XML element. Names were checked when the flow was planned. */
export function printXmlRecord(columns: readonly Column[], shape: XmlShape): string {
  const attributes = columns.filter((c) => shape.attributes.includes(c.name))
  const elements = columns.filter((c) => !shape.attributes.includes(c.name))
  const open = attributes.map((c) => `coalesce(${quoteText(` ${c.name}="`)} || ${escaped(columnText(c), true)} || '"', '')`)
  const inner = elements.map((c) => printElement(c, shape))
  return [quoteText(`<${shape.record}`), ...open, `'>'`, ...inner, tag(`/${shape.record}`)].join(' || ')
}
