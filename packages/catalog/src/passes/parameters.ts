import type { Flow, FlowParameter, Problem } from '@sluice/flow'

const SHAPES: Readonly<Record<FlowParameter['type'], (text: string) => boolean>> = {
  text: () => true,
  integer: (text) => /^[+-]?\d{1,38}$/.test(text),
  decimal: (text) => /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) && text.replace(/\D/g, '').length <= 38,
  boolean: (text) => text === 'true' || text === 'false',
  date: (text) => isDate(text),
  datetime: (text) => /^\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(text) && isDate(text.slice(0, 10)),
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const date = new Date(`${text}T00:00:00Z`)
  // 2026-02-30 rolls over to March; a real date comes back as it went in.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** The value of every parameter (undefined while it has none) and what is wrong with them. */
export interface Parameters {
  readonly values: ReadonlyMap<string, string | undefined>
  readonly problems: readonly Problem[]
}

/** Takes the given values over the defaults. Without `given` (design time) a parameter may still have no value. */
export function readParameters(flow: Flow, given: Readonly<Record<string, string>> | undefined): Parameters {
  const values = new Map<string, string | undefined>()
  const problems: Problem[] = []
  const error = (code: string, index: number, params: Problem['params']): void =>
    void problems.push({ severity: 'error', code, path: ['parameters', index], params })
  flow.parameters.forEach((parameter, index) => {
    const { name, type } = parameter
    if (values.has(name)) error('duplicate-parameter', index, { name })
    const value = given !== undefined && Object.hasOwn(given, name) ? given[name] : parameter.default
    if (value === undefined && given !== undefined) error('parameter-missing', index, { name })
    if (value !== undefined && !SHAPES[type](value)) error('parameter-wrong-type', index, { name, type, value })
    values.set(name, value)
  })
  for (const name of Object.keys(given ?? {}))
    if (!values.has(name)) problems.push({ severity: 'error', code: 'unknown-parameter', path: ['parameters'], params: { name } })
  return { values, problems }
}
