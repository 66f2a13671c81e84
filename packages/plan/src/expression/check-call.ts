import { convertOrRaise, convertTo, orRaise } from '../functions/construct.ts'
import { alwaysFits, convertible } from '../functions/convert.ts'
import { resolveCall } from '../functions/resolve.ts'
import { functions } from '../functions/table.ts'
import type { Scalar } from '../scalar.ts'
import { parseType, type DataType } from '../types.ts'
import { checkClock, checkParameter, reportFunction } from './check-names.ts'
import type { CheckNode, Checking } from './context.ts'
import type { Span, Tree } from './tree.ts'

/** Types a call of the function table over typed arguments and puts its refusal at the argument that it is about. */
export function resolveAt(name: string, args: readonly Scalar[], at: Span, spans: readonly Span[], checking: Checking): Scalar | undefined {
  const resolved = resolveCall(name, args)
  if ('scalar' in resolved) return resolved.scalar
  const { code, params, argument } = resolved.problem
  return checking.report(code, argument === undefined ? at : (spans[argument] ?? at), params)
}

/** Types all parts; undefined when one of them has a problem (all are reported). */
export function checkAll(trees: readonly Tree[], checking: Checking, check: CheckNode<Tree>): readonly Scalar[] | undefined {
  const scalars = trees.map((t) => check(t, checking))
  const typed = scalars.filter((s) => s !== undefined)
  return typed.length === trees.length ? typed : undefined
}

/** For people, what does not fit raises; only `try_cast` gives missing. */
const strict = (result: Scalar, origin: Scalar): Scalar =>
  result.kind === 'convert' && alwaysFits(result.value.type, result.type) ? result : orRaise(result, origin)

/** Types a function call. */
export function checkCall(tree: Tree & { kind: 'call' }, checking: Checking, check: CheckNode<Tree>): Scalar | undefined {
  if (tree.name === 'param') return checkParameter(tree, checking)
  const definition = functions.get(tree.name)
  if (definition === undefined || definition.internal) return reportFunction(tree, checking)
  if ((tree.name === 'now' || tree.name === 'today') && tree.args.length === 0) return checkClock(tree.name, checking)
  const args = checkAll(tree.args, checking, check)
  if (args === undefined) return undefined
  const result = resolveAt(tree.name, args, tree.nameSpan, tree.args, checking)
  const [origin] = args
  const raises = tree.name.startsWith('parse_') || tree.name.startsWith('to_')
  return result !== undefined &&
    origin !== undefined &&
    raises &&
    result !== origin &&
    result.kind !== 'literal' &&
    tree.name !== 'to_half_width'
    ? strict(result, origin)
    : result
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  varchar: 'text', string: 'text', bigint: 'integer', int: 'integer', hugeint: 'integer(128)', numeric: 'decimal', double: 'float', real: 'float',
  bool: 'boolean', timestamp: 'datetime', timestamptz: 'instant', json: 'record',
} // prettier-ignore

function typeNamed(name: string): DataType | undefined {
  const base = name.replace(/\(.*/, '')
  return parseType((TYPE_NAMES[base] ?? base) + name.slice(base.length))
}

/** `cast` raises when a value does not fit, `try_cast` gives missing. */
export function checkCast(tree: Tree & { kind: 'cast' }, checking: Checking, check: CheckNode<Tree>): Scalar | undefined {
  const value = check(tree.value, checking)
  const type = typeNamed(tree.type)
  if (type === undefined) return checking.report('unknown-cast-type', tree.typeSpan, { type: tree.type })
  if (value === undefined) return undefined
  const isNull = value.kind === 'literal' && value.value === null
  if (!isNull && !convertible(value.type, type)) {
    return checking.report('cannot-cast', tree, { source: value.type.kind, target: type.kind })
  }
  return tree.lenient || isNull || alwaysFits(value.type, type) ? convertTo(value, type) : convertOrRaise(value, type)
}
