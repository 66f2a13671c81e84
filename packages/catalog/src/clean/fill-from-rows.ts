import { call, col, formatType, isNumeric, type Column, type Relation, type Scalar, type WindowFunction } from '@sluice/plan'
import type { LowerContext } from '../kit/node.ts'

/** What stands in comes from other rows of the column, by the option that asks for it. */
const FUNCTIONS = {
  down: 'previous-value', up: 'next-value', mean: 'average', median: 'median', 'most-frequent': 'most-frequent',
} as const satisfies Readonly<Record<string, WindowFunction>> // prettier-ignore
export type FromRows = keyof typeof FUNCTIONS

export const FROM_ROWS = ['down', 'up', 'mean', 'median', 'most-frequent'] as const satisfies readonly FromRows[]

export const isFromRows = (choice: string): choice is FromRows => Object.hasOwn(FUNCTIONS, choice)

/** A mean needs values that can be added up; times of the day go round and have none. */
const hasMean = ({ type }: Column): boolean =>
  isNumeric(type) || type.kind === 'date' || type.kind === 'datetime' || type.kind === 'instant'

/** A filling from other rows. */
export interface RowFilling {
  readonly target: Column
  readonly with: FromRows
  readonly within: readonly string[]
  readonly index: number
}

/** The text as it is, missing when it holds nothing but white space. */
export const blankToMissing = (text: Scalar): Scalar => ({
  kind: 'case',
  branches: [{ when: call('is_blank', [text]), then: { kind: 'literal', value: null, type: text.type } }],
  otherwise: text,
  type: text.type,
})

/** The columns of the group within which rows look at each other; undefined after a problem. */
function groupOf(
  context: Pick<LowerContext<unknown>, 'column' | 'problem'>,
  input: Relation,
  filling: RowFilling,
): readonly Column[] | undefined {
  const path = ['fills', filling.index, 'within']
  const found = filling.within.map((name, at) => context.column(input, name, [...path, at]))
  const known = found.filter((column) => column !== undefined)
  if (known.includes(filling.target)) context.problem('error', 'fill-within-itself', path, { name: filling.target.name })
  return known.length < found.length || known.includes(filling.target) ? undefined : [...new Set(known)]
}

/**
 * The input with what its rows tell each other, and the column of each filling by its index; a filling with a problem has none.
 * Fillings within the same group share a window. All look at the values as they arrive, not at what other fillings have put in.
 */
export function windowsOf(
  context: Pick<LowerContext<unknown>, 'column' | 'problem' | 'plan'>,
  input: Relation,
  fillings: readonly RowFilling[],
  blankIsMissing: boolean,
): { readonly rows: Relation; readonly values: ReadonlyMap<number, Scalar> } {
  const windows = new Map<string, { readonly keys: readonly Column[]; readonly fillings: RowFilling[] }>()
  for (const filling of fillings) {
    const { target, with: choice, index } = filling
    if ((choice === 'mean' || choice === 'median') && !hasMean(target)) {
      context.problem('error', 'fill-wrong-type', ['fills', index, 'with'], { column: target.name, type: formatType(target.type) })
      continue
    }
    const keys = groupOf(context, input, filling)
    if (keys === undefined) continue
    const name = keys.map((key) => key.id).join(' ')
    const window = windows.get(name) ?? { keys, fillings: [] }
    window.fillings.push(filling)
    windows.set(name, window)
  }
  const values = new Map<number, Scalar>()
  let rows = input
  for (const { keys, fillings: own } of windows.values()) {
    rows = context.plan.window(rows, keys.map(col), own.map(({ target, with: choice }) => ({ name: target.name, fn: FUNCTIONS[choice], value: sourceOf(target, blankIsMissing) }))) // prettier-ignore
    const added = rows.columns.slice(-own.length)
    own.forEach(({ index }, i) => values.set(index, col(added[i]!)))
  }
  return { rows, values }
}

const sourceOf = (target: Column, blankIsMissing: boolean): Scalar =>
  blankIsMissing && target.type.kind === 'text' ? blankToMissing(col(target)) : col(target)
