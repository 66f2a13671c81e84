import { CLOSE_OBJECT, COLON, JsonScanner, JsonStop, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './syntax.ts'

/** Lists are looked for down to this depth. */
const SEARCH_DEPTH = 5

/** Looks for lists of records in the beginning of a document, which may be cut anywhere. */
class ListSearch extends JsonScanner {
  readonly found: string[][] = []

  constructor(text: string) {
    super()
    this.text = text
  }

  search(from: number, path: readonly string[]): number {
    const at = this.space(from)
    const code = this.code(at)
    if (code === OPEN_ARRAY && this.code(this.space(at + 1)) === OPEN_OBJECT) this.found.push([...path])
    if (code !== OPEN_OBJECT || path.length >= SEARCH_DEPTH) return this.value(at, path.length)
    let next = this.space(at + 1)
    if (this.code(next) === CLOSE_OBJECT) return next + 1
    for (;;) {
      if (this.code(next) !== QUOTE) this.stop('broken', next)
      const end = this.string(next)
      const key: unknown = JSON.parse(this.text.slice(next, end))
      next = this.expect(this.space(end), COLON)
      next = this.space(this.search(next, [...path, typeof key === 'string' ? key.replaceAll('.', '\\.') : '']))
      if (this.code(next) === CLOSE_OBJECT) return next + 1
      next = this.space(next + 1)
    }
  }
}

/** The path of the list of records nearest to the top of a document; empty when the document is the list or a single record. */
export function findRecordPath(head: string): string {
  const search = new ListSearch(head)
  try {
    search.search(0, [])
  } catch (error) {
    // A head that is cut, or broken further down, has shown its lists by then.
    if (!(error instanceof JsonStop || error instanceof SyntaxError)) throw error
  }
  const shortest = search.found.reduce<string[] | undefined>(
    (best, path) => (best === undefined || path.length < best.length ? path : best),
    undefined,
  )
  return shortest?.join('.') ?? ''
}
