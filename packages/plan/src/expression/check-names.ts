import { literal } from '../functions/construct.ts'
import { literalType } from '../functions/numeric-types.ts'
import { publicFunctions } from '../functions/table.ts'
import { readTemporal } from '../functions/temporal-text.ts'
import type { Scalar } from '../scalar.ts'
import { BOOLEAN, DATE, INSTANT } from '../types.ts'
import type { Checking, ExpressionParameter } from './context.ts'
import { formatName, formatText } from './format.ts'
import { nearest } from './nearest.ts'
import type { Tree } from './tree.ts'

/** A column; when it is unknown, a near name or a quoted text is offered. */
export function checkColumn(tree: Tree & { kind: 'column' }, checking: Checking): Scalar | undefined {
  const column = checking.column(tree.name)
  if (column === 'ambiguous') return checking.report('ambiguous-column', tree, { name: tree.name })
  if (column !== undefined) return { kind: 'column', id: column.id, type: column.type }
  const near = nearest(
    tree.name,
    checking.context.columns.map((c) => c.name),
  )
  const replacement = near !== undefined ? formatName(near) : tree.quoted ? formatText(tree.name) : undefined
  const fix = replacement === undefined ? undefined : { from: tree.from, to: tree.to, text: replacement }
  if (near !== undefined) return checking.report('unknown-column-near', tree, { name: tree.name, near }, fix)
  return checking.report(tree.quoted ? 'unknown-column-quoted' : 'unknown-column', tree, { name: tree.name }, fix)
}

/** A name that is no function people may call. */
export function reportFunction(tree: Tree & { kind: 'call' }, checking: Checking): Scalar | undefined {
  const near = nearest(
    tree.name,
    publicFunctions.map((f) => f.name),
  )
  if (near === undefined) return checking.report('unknown-function', tree.nameSpan, { function: tree.name })
  return checking.report('unknown-function-near', tree.nameSpan, { function: tree.name, near }, { ...tree.nameSpan, text: near })
}

function parameterLiteral(parameter: ExpressionParameter): Scalar | undefined {
  const { type, value } = parameter
  if (value === null) return literal(null, type)
  switch (type.kind) {
    case 'text':
      return literal(value, type)
    case 'boolean':
      return /^(true|false)$/i.test(value) ? literal(value.toLowerCase() === 'true', BOOLEAN) : undefined
    case 'integer':
    case 'decimal': {
      const pattern = type.kind === 'integer' ? /^[+-]?\d+$/ : /^[+-]?\d+(\.\d+)?$/
      const found = pattern.test(value) ? literalType(value) : undefined
      return found === undefined ? undefined : literal(value, found)
    }
    default: {
      const text = readTemporal(value, type)
      return text === undefined ? undefined : literal(text, type)
    }
  }
}

/** `param('name')`: the value of a parameter as a literal, so that nothing in it is ever parsed again. */
export function checkParameter(tree: Tree & { kind: 'call' }, checking: Checking): Scalar | undefined {
  const [name, ...more] = tree.args
  if (name?.kind !== 'text' || more.length > 0) return checking.report('parameter-name-expected', tree)
  const parameters = checking.context.parameters ?? []
  const parameter = parameters.find((p) => p.name === name.value)
  if (parameter === undefined) {
    const near = nearest(
      name.value,
      parameters.map((p) => p.name),
    )
    const fix = near === undefined ? undefined : { from: name.from, to: name.to, text: formatText(near) }
    return checking.report('unknown-parameter', name, { name: name.value }, fix)
  }
  return parameterLiteral(parameter) ?? checking.report('bad-parameter-value', tree, { name: parameter.name, type: parameter.type.kind })
}

/** `now()` and `today()` are constants of the run. */
export function checkClock(name: 'now' | 'today', checking: Checking): Scalar {
  const now = new Date(checking.context.now ?? '1970-01-01T00:00:00Z')
  if (name === 'now') return literal(`${now.toISOString().slice(0, 23).replace('T', ' ')}+00:00`, INSTANT)
  const local = new Intl.DateTimeFormat('en-CA', {
    timeZone: checking.context.zone ?? 'UTC',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return literal(local.format(now), DATE)
}
