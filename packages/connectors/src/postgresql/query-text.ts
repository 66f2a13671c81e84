import { ConnectorError } from '@sluice/engine/connector'

/** A query with `$1`, `$2`, … in the place of `${name}`; `names[0]` is the one bound to `$1`. */
export interface BoundQuery {
  readonly text: string
  readonly names: readonly string[]
}

/** Literals, quoted names and comments of PostgreSQL's lexer (manual, 4.1): what looks like a parameter in there is none. */
const OPAQUE =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\1\$|$)/
const PARAMETER = /\$\{([^{}]*)\}/
const PIECES = new RegExp(`${OPAQUE.source}|${PARAMETER.source}`, 'g')

/**
 * Takes the parameters of a flow out of a query, so that their values travel beside the statement and never in it. One inside
 * quotes is refused: it would be a piece of text there, not a value.
 */
export function bindParameters(query: string): BoundQuery {
  const names: string[] = []
  const text = query.replace(PIECES, (piece, _tag: string | undefined, name: string | undefined) => {
    if (name === undefined) {
      const inside = /^(?:--|\/\*)/.test(piece) ? null : PARAMETER.exec(piece)
      if (inside !== null) throw new ConnectorError('query-parameter-quoted', { name: inside[1]?.trim() ?? '' })
      return piece
    }
    const known = names.indexOf(name.trim())
    return `$${(known === -1 ? names.push(name.trim()) : known + 1).toString()}`
  })
  return { text: text.replace(/[;\s]+$/, ''), names }
}
