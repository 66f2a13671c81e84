import { arity } from '../functions/resolve.ts'
import { publicFunctions } from '../functions/table.ts'
import { formatType, type Column } from '../types.ts'
import type { ExpressionParameter } from './context.ts'
import { formatName, formatText } from './format.ts'

/** One thing that may be typed at the cursor. */
export interface Completion {
  readonly label: string
  readonly kind: 'column' | 'function' | 'keyword' | 'parameter'
  /** What replaces the word at the cursor. */
  readonly insert: string
  /** The type of a column, the parameters of a function. */
  readonly detail: string
}

export interface Completions {
  readonly from: number
  readonly to: number
  readonly options: readonly Completion[]
}

const KEYWORDS = ['and', 'or', 'not', 'between', 'in', 'like', 'is null', 'is not null', 'case when', 'then', 'else', 'end', 'cast', 'try_cast', 'true', 'false', 'null'] as const // prettier-ignore

const NAMES = publicFunctions.map((f): Completion => {
  const parameters = f.parameters.map((p) => (p.optional === true ? `[${p.name}]` : p.repeated === true ? `${p.name}…` : p.name))
  return {
    label: f.name,
    kind: 'function',
    insert: arity(f).most === 0 ? `${f.name}()` : `${f.name}(`,
    detail: `(${parameters.join(', ')})`,
  }
})

/** The word that ends at the cursor, and whether the cursor stands inside quotes. */
function wordAt(text: string, position: number): { readonly from: number; readonly word: string; readonly quote: string } {
  const before = text.slice(0, position)
  let quote = ''
  let start = 0
  for (let i = 0; i < before.length; i++) {
    const char = before[i] ?? ''
    if (quote === '' && (char === "'" || char === '"')) [quote, start] = [char, i]
    else if (char === quote) quote = ''
  }
  if (quote !== '') return { from: start, word: before.slice(start + 1), quote }
  const word = /[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.exec(before)?.[0] ?? ''
  return { from: position - word.length, word, quote }
}

/** What may be typed at a position: columns first, then functions and words; parameters inside `param('…`. */
export function completions(
  text: string,
  position: number,
  columns: readonly Column[],
  parameters: readonly Pick<ExpressionParameter, 'name' | 'type'>[] = [],
): Completions {
  const { from, word, quote } = wordAt(text, position)
  const starts = (label: string): boolean => label.toLowerCase().startsWith(word.toLowerCase())
  if (quote === "'") {
    const inParameter = /\bparam\(\s*$/i.test(text.slice(0, from))
    const options = inParameter ? parameters.filter((p) => starts(p.name)) : []
    return {
      from,
      to: position,
      options: options.map((p) => ({ label: p.name, kind: 'parameter', insert: formatText(p.name), detail: formatType(p.type) })),
    }
  }
  const named = columns
    .filter((c) => starts(c.name))
    .map((c): Completion => ({ label: c.name, kind: 'column', insert: formatName(c.name), detail: formatType(c.type) }))
  if (quote === '"') return { from, to: position, options: named }
  const words = KEYWORDS.filter(starts).map((k): Completion => ({ label: k, kind: 'keyword', insert: k, detail: '' }))
  const param: Completion[] =
    parameters.length > 0 && starts('param') ? [{ label: 'param', kind: 'function', insert: "param('", detail: '(name)' }] : []
  return { from, to: position, options: [...named, ...NAMES.filter((n) => starts(n.label)), ...param, ...words] }
}
