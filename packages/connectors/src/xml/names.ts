import { localName, type XmlName } from './path.ts'
import type { XmlAttribute } from './record-handler.ts'
import type { WrittenAttributes } from './events.ts'

/** Tells the names that an element and its attributes can be asked for by. */
export interface NameReader {
  /** An element begins: its namespace declarations hold from here. */
  readonly enter: (attributes: WrittenAttributes) => void
  readonly leave: () => void
  readonly element: (written: string) => XmlName
  readonly attributes: (attributes: WrittenAttributes) => readonly XmlAttribute[]
}

/** A prefix that no namespace was declared for. */
export class UnknownPrefix extends Error {
  readonly prefix: string
  constructor(prefix: string) {
    super(prefix)
    this.prefix = prefix
  }
}

const isDeclaration = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:')

/** Names as they are written: quicker, and all that is needed when the node declares no namespaces. */
export class WrittenNames implements NameReader {
  private readonly known = new Map<string, XmlName>()

  enter(): void {
    // Declarations mean nothing where names are taken as written.
  }

  leave(): void {
    // See `enter`.
  }

  element(written: string): XmlName {
    let name = this.known.get(written)
    if (name === undefined) this.known.set(written, (name = { full: written, local: localName(written) }))
    return name
  }

  attributes(attributes: WrittenAttributes): readonly XmlAttribute[] {
    const list: XmlAttribute[] = []
    for (const [written, value] of attributes)
      if (!isDeclaration(written)) list.push({ full: written, local: this.element(written).local, written, value })
    return list
  }
}

type Scope = ReadonlyMap<string, string>

const OUTERMOST: Scope = new Map([
  ['xml', 'http://www.w3.org/XML/1998/namespace'],
  ['', ''],
])

/** Names with their namespaces, by the declarations in force (Namespaces in XML 1.0). */
export class ResolvedNames implements NameReader {
  private readonly scopes: Scope[] = [OUTERMOST]

  enter(attributes: WrittenAttributes): void {
    const outer = this.scope()
    const declared = attributes.filter(([name]) => isDeclaration(name))
    if (declared.length === 0) this.scopes.push(outer)
    else this.scopes.push(new Map([...outer, ...declared.map(([name, uri]): [string, string] => [name.slice(6), uri])]))
  }

  leave(): void {
    this.scopes.pop()
  }

  element(written: string): XmlName {
    return this.resolve(written, written.includes(':') ? undefined : '')
  }

  attributes(attributes: WrittenAttributes): readonly XmlAttribute[] {
    return attributes
      .filter(([name]) => !isDeclaration(name))
      .map(([written, value]) => ({
        ...(written.includes(':') ? this.resolve(written) : { full: written, local: written }),
        written,
        value,
      }))
  }

  private scope(): Scope {
    return this.scopes.at(-1) ?? OUTERMOST
  }

  private resolve(written: string, noPrefix?: string): XmlName {
    const prefix = noPrefix ?? written.slice(0, written.indexOf(':'))
    const uri = this.scope().get(prefix)
    if (uri === undefined) throw new UnknownPrefix(prefix)
    const local = localName(written)
    return { full: uri === '' ? local : `{${uri}}${local}`, local }
  }
}
