import { isReserved, type Cursor } from './cursor.ts'
import type { Tree, TreeBranch } from './tree.ts'

type Parse = (cursor: Cursor) => Tree

const TEMPORAL = new Map<string, 'date' | 'time' | 'datetime' | 'instant'>([
  ['date', 'date'],
  ['time', 'time'],
  ['datetime', 'datetime'],
  ['timestamp', 'datetime'],
  ['instant', 'instant'],
])

function parseCase(cursor: Cursor, from: number, parse: Parse): Tree {
  const subject = cursor.isWord('when') ? undefined : parse(cursor)
  const branches: TreeBranch[] = []
  while (cursor.takeWord('when')) {
    const when = parse(cursor)
    cursor.expectWord('then')
    branches.push({ when, then: parse(cursor) })
  }
  if (branches.length === 0) cursor.expectWord('when')
  const otherwise = cursor.takeWord('else') ? parse(cursor) : undefined
  cursor.expectWord('end')
  return cursor.node({ kind: 'case', ...(subject && { subject }), branches, ...(otherwise && { otherwise }), from, to: cursor.end })
}

function parseCast(cursor: Cursor, from: number, lenient: boolean, parse: Parse): Tree {
  cursor.expectOperator('(')
  const value = parse(cursor)
  cursor.expectWord('as')
  const first = cursor.next()
  if (first.kind !== 'word') cursor.fail('expected', { wanted: 'TYPE', found: first.raw }, first)
  let type = first.value.toLowerCase()
  if (cursor.takeOperator('(')) {
    const sizes = [cursor.next()]
    while (cursor.takeOperator(',')) sizes.push(cursor.next())
    const wrong = sizes.find((s) => s.kind !== 'number')
    if (wrong !== undefined) cursor.fail('expected', { wanted: '18', found: wrong.raw }, wrong)
    cursor.expectOperator(')')
    type += `(${sizes.map((s) => s.value).join(',')})`
  }
  const typeSpan = { from: first.from, to: cursor.end }
  cursor.expectOperator(')')
  return cursor.node({ kind: 'cast', value, type, typeSpan, lenient, from, to: cursor.end })
}

function parseCall(cursor: Cursor, parse: Parse): Tree {
  const name = cursor.next()
  cursor.expectOperator('(')
  const args: Tree[] = []
  if (!cursor.isOperator(')')) {
    do args.push(parse(cursor))
    while (cursor.takeOperator(','))
  }
  cursor.expectOperator(')')
  return cursor.node({
    kind: 'call',
    name: name.value.toLowerCase(),
    nameSpan: { from: name.from, to: name.to },
    args,
    from: name.from,
    to: cursor.end,
  })
}

function parseWord(cursor: Cursor, parse: Parse): Tree {
  const token = cursor.peek()
  const word = token.value.toLowerCase()
  const { from, to } = token
  if (word === 'select' || word === 'exists' || word === 'from') cursor.fail('query-not-allowed', { found: token.raw })
  const temporal = TEMPORAL.get(word)
  const following = cursor.peek(1)
  if (temporal !== undefined && following.kind === 'text') {
    cursor.next()
    cursor.next()
    return cursor.node({ kind: 'temporal', type: temporal, value: following.value, from, to: following.to })
  }
  if (word === 'true' || word === 'false') return cursor.node({ kind: 'boolean', value: word === 'true', ...span(cursor) })
  if (word === 'null' || word === 'missing') return cursor.node({ kind: 'missing', ...span(cursor) })
  if (word === 'case') {
    cursor.next()
    return parseCase(cursor, from, parse)
  }
  if (word === 'cast' || word === 'try_cast') {
    cursor.next()
    return parseCast(cursor, from, word === 'try_cast', parse)
  }
  if (isReserved(word)) cursor.fail('unexpected-word', { found: token.raw })
  if (cursor.isOperator('(', 1)) return parseCall(cursor, parse)
  cursor.next()
  return cursor.node({ kind: 'column', name: token.value, quoted: false, from, to })
}

const span = (cursor: Cursor): { readonly from: number; readonly to: number } => {
  const { from, to } = cursor.next()
  return { from, to }
}

/** Parses what stands between operators: literals, columns, calls, case, cast and parentheses. */
export function parsePrimary(cursor: Cursor, parse: Parse): Tree {
  const token = cursor.peek()
  const { from, to } = token
  switch (token.kind) {
    case 'text':
    case 'number':
      cursor.next()
      return cursor.node({ kind: token.kind, value: token.value, from, to })
    case 'column':
      cursor.next()
      return cursor.node({ kind: 'column', name: token.value, quoted: true, from, to })
    case 'word':
      return parseWord(cursor, parse)
    case 'end':
      return cursor.fail('expression-incomplete')
    case 'operator':
      if (token.value === '*') cursor.fail('star-not-allowed', { found: '*' })
      if (!cursor.takeOperator('(')) cursor.fail('operand-missing', { found: token.raw })
      return parseGroup(cursor, parse, from)
  }
}

/** Parentheses leave no node of their own, only a wider span; a column keeps its own, so that a rename hits the name alone. */
function parseGroup(cursor: Cursor, parse: Parse, from: number): Tree {
  const inner = parse(cursor)
  cursor.expectOperator(')')
  return inner.kind === 'column' ? inner : cursor.node({ ...inner, from, to: cursor.end })
}
