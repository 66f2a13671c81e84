import type { ExpressionProblem, Span } from './tree.ts'

export type TokenKind = 'word' | 'column' | 'text' | 'number' | 'operator' | 'end'

/** `value` is what it means: keywords and operators as typed in lower case, texts and names without quotes. */
export interface Token extends Span {
  readonly kind: TokenKind
  readonly value: string
  readonly raw: string
}

export type Tokenized = { readonly tokens: readonly Token[] } | { readonly problem: ExpressionProblem }

const SPACE = /[\s\u00A0\u3000\uFEFF]+/y
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const TEXT = /'(?:[^']|'')*'/y
const COLUMN = /"(?:[^"]|"")*"/y
const OPERATOR = /<>|<=|>=|!=|==|\|\||&&|[-+*/%=<>(),]/y
const COMMENT = /--|\/\*/y

const SPELLINGS: Readonly<Record<string, string>> = { '!=': '<>' }
const FIXES: Readonly<Record<string, string>> = { '==': '=', '&&': 'and' }

const match = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function readToken(text: string, from: number): Token | ExpressionProblem {
  const token = (kind: TokenKind, raw: string, value: string): Token => ({ kind, raw, value, from, to: from + raw.length })
  const problem = (code: string, raw: string, fix?: string): ExpressionProblem => {
    const span = { from, to: from + raw.length }
    return { code, params: { text: raw }, ...span, ...(fix === undefined ? {} : { fix: { ...span, text: fix } }) }
  }
  if (match(COMMENT, text, from) !== undefined) return problem('comment-not-allowed', text.slice(from, from + 2))
  const word = match(WORD, text, from)
  if (word !== undefined) return token('word', word, word)
  const number = match(NUMBER, text, from)
  if (number !== undefined) {
    const glued = match(WORD, text, from + number.length)
    return glued === undefined ? token('number', number, number) : problem('bad-number', number + glued)
  }
  const quoted = match(TEXT, text, from)
  if (quoted !== undefined) return token('text', quoted, quoted.slice(1, -1).replaceAll("''", "'"))
  const column = match(COLUMN, text, from)
  if (column !== undefined) return token('column', column, column.slice(1, -1).replaceAll('""', '"'))
  const operator = match(OPERATOR, text, from)
  if (operator === undefined) {
    const char = String.fromCodePoint(text.codePointAt(from) ?? 0)
    if (char === "'" || char === '"') return problem('quote-not-closed', text.slice(from))
    return char === ';' ? problem('statement-not-allowed', char) : problem('unexpected-character', char)
  }
  const fix = FIXES[operator]
  return fix === undefined ? token('operator', operator, SPELLINGS[operator] ?? operator) : problem('unknown-operator', operator, fix)
}

/** Splits the text into tokens; stops at the first thing that is none. */
export function tokenize(text: string): Tokenized {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    at += match(SPACE, text, at)?.length ?? 0
    if (at >= text.length) break
    const token = readToken(text, at)
    if ('code' in token) return { problem: token }
    tokens.push(token)
    at = token.to
  }
  tokens.push({ kind: 'end', value: '', raw: '', from: text.length, to: text.length })
  return { tokens }
}
