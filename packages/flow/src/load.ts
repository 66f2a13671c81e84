import type { z } from 'zod'
import { flowSchema, type Flow } from './document.ts'
import { migrate } from './migrate.ts'
import type { Problem } from './problem.ts'
import { checkValue, parseSafely, type Parsed } from './safe-json.ts'

export interface Loaded {
  /** Absent when the document can't be used at all. */
  readonly flow: Flow | undefined
  readonly problems: readonly Problem[]
}

const MOST_PROBLEMS = 100

const pathOf = (issue: z.core.$ZodIssue): readonly (string | number)[] =>
  issue.path.map((step) => (typeof step === 'symbol' ? step.toString() : step))

function describe(issue: z.core.$ZodIssue): readonly Problem[] {
  const path = pathOf(issue)
  const problem = (code: string, params: Problem['params'], at = path): Problem => ({
    severity: 'error',
    code,
    path: at,
    params: { ...params, path: at.join('.') },
  })
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => problem('unknown-key', { key }, [...path, key]))
    case 'too_big':
      return [problem('too-much', { limit: Number(issue.maximum) })]
    case 'too_small':
      return [problem('too-little', { limit: Number(issue.minimum) })]
    case 'invalid_format':
      return [problem(path.at(-1) === 'id' || path.at(-1) === 'node' ? 'invalid-id' : 'invalid-format', {})]
    case 'invalid_type':
      return [problem('wrong-type', { expected: issue.expected })]
    case 'invalid_value':
      return [problem('not-allowed', { allowed: issue.values.map(String).join(', ') })]
    default:
      return [problem('invalid-value', {})]
  }
}

/**
 * Reads a flow document from JSON text or from a parsed value: limits, keys, version, migrations, schema.
 * What its nodes mean is not looked at here.
 */
export function loadFlow(input: unknown): Loaded {
  const refused = (problem: Problem): Loaded => ({ flow: undefined, problems: [problem] })
  const parsed = typeof input === 'string' ? parseSafely(input) : checkedValue(input)
  if ('problem' in parsed) return refused(parsed.problem)
  const migrated = migrate(parsed.value)
  if ('problem' in migrated) return refused(migrated.problem)
  const result = flowSchema.safeParse(migrated.document)
  if (result.success) return { flow: result.data, problems: [] }
  return { flow: undefined, problems: result.error.issues.flatMap(describe).slice(0, MOST_PROBLEMS) }
}

const checkedValue = (value: unknown): Parsed => {
  const problem = checkValue(value)
  return problem === undefined ? { value } : { problem }
}

/** The document as text for a file: keys in the schema's order, so that it diffs well. */
export const saveFlow = (flow: Flow): string => `${JSON.stringify(flowSchema.parse(flow), null, 2)}\n`
