import { col, convertTo, formatType, type Column, type DataType, type NewColumn, type Relation } from '@sluice/plan'
import type { LowerContext } from '../kit/node.ts'
import { unifyTypes } from '../kit/unify-types.ts'

/** One input of a node with many, and where its column for each place of the result is (undefined: it has none). */
export interface AlignedInput {
  readonly relation: Relation
  readonly label: string
  readonly node: string
  readonly columns: readonly (Column | undefined)[]
}

/** The columns that several inputs have together, each with the one type that holds all its values. */
export interface Aligned {
  readonly columns: readonly NewColumn[]
  readonly inputs: readonly AlignedInput[]
}

type Inputs = ReturnType<LowerContext<unknown>['inputs']>

/** Matches columns by name (in order of first appearance) and unifies their types; says where only text holds both. */
export function alignByName(context: Pick<LowerContext<unknown>, 'problem'>, inputs: Inputs): Aligned {
  const places = new Map<string, number>()
  const maps = inputs.map(({ relation }) => new Map(relation.columns.map((column) => [column.name, column])))
  for (const { relation } of inputs) for (const { name } of relation.columns) if (!places.has(name)) places.set(name, places.size)
  const names = [...places.keys()]
  const aligned = inputs.map((input, index) => ({ ...input, columns: names.map((name) => maps[index]?.get(name)) }))
  return { columns: unified(context, names, aligned), inputs: aligned }
}

/** Matches columns by position; the names are those of the first input that has so many. */
export function alignByPosition(context: Pick<LowerContext<unknown>, 'problem'>, inputs: Inputs): Aligned {
  const widest = inputs.reduce(
    (best: Relation | undefined, { relation }) => (relation.columns.length > (best?.columns.length ?? -1) ? relation : best),
    undefined,
  )
  const first = inputs[0]?.relation.columns ?? []
  const names = (widest?.columns ?? []).map((column, place) => first[place]?.name ?? column.name)
  const aligned = inputs.map((input) => ({ ...input, columns: names.map((_, place) => input.relation.columns[place]) }))
  return { columns: unified(context, names, aligned), inputs: aligned }
}

function unified(
  context: Pick<LowerContext<unknown>, 'problem'>,
  names: readonly string[],
  inputs: readonly AlignedInput[],
): readonly NewColumn[] {
  return names.map((name, place) => {
    const types = inputs.flatMap((input): readonly DataType[] => {
      const column = input.columns[place]
      return column === undefined ? [] : [column.type]
    })
    const { type, fellToText } = unifyTypes(types)
    if (fellToText) {
      const shown = [...new Set(types.map(formatType))].join(', ')
      context.problem('warning', 'types-become-text', [], { column: name, types: shown })
    }
    return { name, type }
  })
}

/** The inputs one after another, each brought to the common columns and types; `extra` adds constants that tell the inputs apart. */
export function appendInputs(
  context: Pick<LowerContext<unknown>, 'plan'>,
  { columns, inputs }: Aligned,
  extra: (input: AlignedInput, index: number) => readonly { readonly name: string; readonly value: ReturnType<typeof col> }[],
): Relation {
  const extras: NewColumn[] = []
  const parts = inputs.map((input, index) => {
    const added = extra(input, index)
    if (index === 0) extras.push(...added.map(({ name, value }) => ({ name, type: value.type })))
    const entries = input.columns.flatMap((column, place) => {
      const type = columns[place]?.type
      if (column === undefined || type === undefined) return []
      const value = convertTo(col(column), type)
      return [value.kind === 'column' ? column : { name: column.name, value }]
    })
    const relation = context.plan.project(input.relation, [...entries, ...added])
    let next = 0
    const ids = input.columns.map((column) => (column === undefined ? null : (relation.columns[next++]?.id ?? null)))
    return { relation, columns: [...ids, ...relation.columns.slice(next).map((column) => column.id)] }
  })
  return context.plan.union([...columns, ...extras], parts)
}
