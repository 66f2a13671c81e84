import { checkExpression, formatType, parseType, TEXT, type DataType } from '@sluice/plan'

interface Wanted {
  readonly expression: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly parameters: readonly { readonly name: string; readonly type: string }[]
}

/** A parameter may be `decimal` without precision, as flows write it. */
const typeOf = (text: string): DataType => parseType(text === 'decimal' ? 'decimal(38,10)' : text) ?? TEXT

/** Checks one expression over named columns. Positions of problems are in `params.from` and `params.to`. */
export function checkOneExpression({ expression, columns, parameters }: Wanted, zone: string) {
  const { scalar, problems } = checkExpression(expression, {
    columns: columns.map(({ name, type }, i) => ({ id: `c${i}`, name, type: typeOf(type) })),
    parameters: parameters.map(({ name, type }) => ({ name, type: typeOf(type), value: null })),
    zone,
    now: new Date().toISOString(),
  })
  return {
    type: scalar === undefined ? null : formatType(scalar.type),
    problems: problems.map(({ code, from, to, params }) => ({
      severity: 'error' as const,
      code,
      path: ['expression'],
      params: { ...params, from, to },
    })),
  }
}
