import type { BatchBuilder } from '../record/batch.ts'
import { columnTree, type ColumnNode } from '../record/column-tree.ts'
import { trimByteText } from '../text/byte-text.ts'
import type { XmlColumn, XmlName } from './path.ts'

/** An attribute with the names it can be asked for. */
export interface XmlAttribute extends XmlName {
  readonly written: string
  readonly value: string
}

/** An element that is open inside a record. */
interface Frame {
  node: ColumnNode | undefined
  /** Name as written, for JSON text. */
  name: string
  /** Its text: the part of `source` between two positions, mostly of the document itself, so that it need not be cut out. */
  source: string
  from: number
  to: number
  /** Its content is wanted, by a column or by an element around it. */
  captured: boolean
  nil: boolean
  attributes: readonly XmlAttribute[]
  /** JSON of the child elements by name; undefined as long as there is none. */
  children: Map<string, string[]> | undefined
}

const emptyFrame = (): Frame => ({
  node: undefined,
  name: '',
  source: '',
  from: 0,
  to: 0,
  captured: false,
  nil: false,
  attributes: [],
  children: undefined,
})

const textOf = ({ source, from, to }: Frame): string => source.slice(from, to)

const lookUp = (node: ColumnNode | undefined, name: XmlName): ColumnNode | undefined =>
  node === undefined ? undefined : (node.children.get(name.full) ?? node.children.get(name.local))

const NIL = '{http://www.w3.org/2001/XMLSchema-instance}nil'
const isNil = (attribute: XmlAttribute): boolean =>
  (attribute.written === 'xsi:nil' || attribute.full === NIL) && (attribute.value === 'true' || attribute.value === '1')

/** `{"@id":"7","item":["a","b"],"#text":"…"}`: one child of a name is a value, more are a list. */
function elementJson(frame: Frame): string {
  if (frame.nil) return 'null'
  const text = frame.children === undefined ? textOf(frame) : trimByteText(textOf(frame))
  if (frame.children === undefined && frame.attributes.length === 0) return JSON.stringify(text)
  const members = frame.attributes.map((attribute) => `${JSON.stringify(`@${attribute.written}`)}:${JSON.stringify(attribute.value)}`)
  for (const [name, values] of frame.children ?? [])
    members.push(`${JSON.stringify(name)}:${values.length === 1 ? (values[0] ?? '') : `[${values.join(',')}]`}`)
  if (text !== '') members.push(`"#text":${JSON.stringify(text)}`)
  return `{${members.join(',')}}`
}

/**
 * Builds rows from the elements of one record after another. An element is missing when it is absent or nil; empty text
 * stays empty text; an element with child elements is JSON text; whether a column takes one or many is fixed by the node.
 */
export class RecordHandler {
  /** Elements open inside the record, itself included; 0: outside. */
  depth = 0
  private readonly root: ColumnNode
  private readonly columns: readonly XmlColumn[]
  private readonly names: readonly string[]
  private readonly batch: BatchBuilder
  private readonly frames: Frame[] = []
  private readonly lists: (string[] | undefined)[]
  private repeated = -1
  /** On which the record begins. */
  private line = 0

  constructor(columns: readonly XmlColumn[], names: readonly string[], batch: BatchBuilder) {
    this.columns = columns
    this.names = names
    this.batch = batch
    this.root = columnTree(columns.map((column) => column.steps))
    this.lists = columns.map(() => undefined)
  }

  /** `line` is asked for the element that begins a record. */
  open(name: XmlName, written: string, attributes: readonly XmlAttribute[], line: () => number): void {
    const parent = this.depth === 0 ? undefined : this.frames[this.depth - 1]
    if (parent === undefined) {
      this.batch.begin()
      this.lists.fill(undefined)
      this.repeated = -1
      this.line = line()
    }
    const frame = (this.frames[this.depth] ??= emptyFrame())
    this.depth++
    frame.node = parent === undefined ? this.root : lookUp(parent.node, name)
    frame.name = written
    frame.from = frame.to = 0
    frame.captured = (parent?.captured ?? false) || (frame.node !== undefined && frame.node.column >= 0)
    frame.children = undefined
    frame.attributes = attributes
    frame.nil = attributes.length > 0 && attributes.some(isNil)
    if (frame.node !== undefined && attributes.length > 0) this.takeAttributes(frame.node, attributes)
  }

  /** True when the text of the innermost element is wanted. */
  wantsText(): boolean {
    return this.depth > 0 && this.frames[this.depth - 1]?.captured === true
  }

  text(text: string, from: number, to: number): void {
    const frame = this.frames[this.depth - 1]
    if (frame?.captured !== true) return
    if (frame.to === frame.from) {
      frame.source = text
      frame.from = from
      frame.to = to
    } else {
      frame.source = textOf(frame) + text.slice(from, to)
      frame.from = 0
      frame.to = frame.source.length
    }
  }

  /** Closes the innermost element; true when that ends the record. */
  close(): boolean {
    const frame = this.frames[--this.depth]
    if (frame === undefined) return false
    if (frame.captured) this.finish(frame, this.depth === 0 ? undefined : this.frames[this.depth - 1])
    if (this.depth > 0) return false
    this.endRecord(frame)
    return true
  }

  private finish(frame: Frame, parent: Frame | undefined): void {
    if (parent?.captured === true) {
      const children = (parent.children ??= new Map<string, string[]>())
      const values = children.get(frame.name)
      if (values === undefined) children.set(frame.name, [elementJson(frame)])
      else values.push(elementJson(frame))
    }
    const column = frame.node?.column ?? -1
    if (column < 0 || (frame.nil && this.columns[column]?.many !== true)) return
    if (this.columns[column]?.many === true) (this.lists[column] ??= []).push(elementJson(frame))
    else if (frame.children === undefined) this.take(column, frame.source, frame.from, frame.to)
    else this.takeWhole(column, elementJson(frame))
  }

  private takeAttributes(node: ColumnNode, attributes: readonly XmlAttribute[]): void {
    for (const { full, local, value } of attributes) {
      const column = (node.children.get(`@${full}`) ?? node.children.get(`@${local}`))?.column ?? -1
      if (column < 0) continue
      if (this.columns[column]?.many === true) (this.lists[column] ??= []).push(JSON.stringify(value))
      else this.takeWhole(column, value)
    }
  }

  private take(column: number, source: string, from: number, to: number): void {
    if (this.batch.has(column)) this.repeated = column
    this.batch.setPart(column, source, from, to)
  }

  private takeWhole(column: number, value: string): void {
    this.take(column, value, 0, value.length)
  }

  private endRecord(frame: Frame): void {
    this.lists.forEach((items, column) => {
      if (items !== undefined) this.batch.set(column, `[${items.join(',')}]`)
    })
    if (this.repeated < 0) this.batch.commit(this.line)
    else
      this.batch.reject('repeated-element', frame.captured ? elementJson(frame) : '', this.line, {
        column: this.names[this.repeated] ?? '',
      })
  }
}
