import { fromByteText } from '../text/byte-text.ts'
import { isPrefixedName } from './name.ts'

/** Names are remembered up to this number. */
const MAX_NAMES = 10_000

/** A name found to be well-formed, in byte text, with its tags without attributes. */
export interface KnownName {
  readonly name: string
  readonly start: string
  readonly end: string
  /** The name of the element that came after it the last time. */
  next: KnownName | undefined
}

const knownName = (name: string): KnownName => ({ name, start: `<${name}>`, end: `</${name}>`, next: undefined })

/** The names of a document. Records repeat themselves, so the name that followed the last one the last time is the best guess. */
export class KnownNames {
  private readonly names = new Map<string, KnownName>()
  private last = knownName('')

  /** The name that the next element is likely to have. */
  get guess(): KnownName | undefined {
    return this.last.next
  }

  /** The next element has this name. */
  follow(name: KnownName): void {
    this.last.next = name
    this.last = name
  }

  /** Undefined when it isn't a name. */
  find(name: string): KnownName | undefined {
    const known = this.names.get(name)
    if (known !== undefined) return known
    if (!isPrefixedName(fromByteText(name))) return undefined
    const fresh = knownName(name)
    if (this.names.size < MAX_NAMES) this.names.set(name, fresh)
    return fresh
  }
}
