import type { Problem } from '@sluice/flow'
import type { z } from 'zod'
import { configSchema } from './config-schema.ts'
import { isRecord, withDefaults, type Config } from './defaults.ts'
import type { Field, Fields } from './fields.ts'
import { filePathFault } from './file-path.ts'
import { nearestName, suggested } from './nearest-name.ts'
import { UNKNOWN_RUN, type RunTexts } from './run-texts.ts'
import { fillTemplate } from './template.ts'
import { mapFields, type Path } from './walk-fields.ts'

/** A problem of a node's settings, before it is known which node it is. */
export type ConfigProblem = Omit<Problem, 'nodeId'>

/** The settings when their shape is right (they may still lack something), and all that is wrong with them. */
export interface ReadConfig {
  readonly config?: Config
  readonly problems: readonly ConfigProblem[]
}

/** The parameters a template may name: their values, undefined while there is none yet. */
export type ParameterTexts = ReadonlyMap<string, string | undefined>

const placed = (path: readonly PropertyKey[]): Path => path.map((part) => (typeof part === 'number' ? part : String(part)))

/** The names of the fields at a place, for a suggestion when a key is not known. */
function fieldNames(fields: Fields, path: Path): readonly string[] {
  let level = fields
  for (const part of path) {
    const field = level[part]
    if (field?.kind === 'items') level = field.fields
  }
  return Object.keys(level)
}

function shapeProblems(fields: Fields, issue: z.core.$ZodIssue): readonly ConfigProblem[] {
  const path = placed(issue.path)
  const one = (code: string, params: Problem['params'] = {}): readonly ConfigProblem[] => [{ severity: 'error', code, path, params }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => {
        const suggestion = nearestName(name, fieldNames(fields, path))
        return { severity: 'error', code: 'unknown-setting', path: [...path, name], params: suggested(name, suggestion) }
      })
    case 'invalid_type':
      return one('setting-wrong-type', { expected: issue.expected })
    case 'invalid_value':
      return one('setting-not-an-option', { options: issue.values.map(String).join(', ') })
    case 'too_big':
      return one(issue.origin === 'string' ? 'setting-too-long' : 'setting-too-big', { limit: String(issue.maximum) })
    case 'too_small':
      return one('setting-too-small', { limit: String(issue.minimum) })
    case 'custom':
      return one(typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'setting-wrong-type', { expected: 'object' })
    default:
      return one('setting-invalid')
  }
}

const isEmpty = (value: unknown): boolean => value === '' || value === null || (Array.isArray(value) && value.length === 0)

/** What a value of the right shape can still get wrong, and the value with its parameters filled in. */
function readValue(field: Field, value: unknown, path: Path, { parameters, run }: KnownTexts, problems: ConfigProblem[]): unknown {
  const problem = (code: string, params: Problem['params'] = {}): void => void problems.push({ severity: 'error', code, path, params })
  if (field.required === true && isEmpty(value)) problem('setting-required')
  if (field.kind === 'items' && Array.isArray(value) && value.length < field.min) problem('too-few-items', { least: field.min })
  if ((field.kind !== 'text' && field.kind !== 'file') || typeof value !== 'string' || value === '') return value
  let text = value
  if (field.template !== undefined && field.template !== false) {
    const filled = fillTemplate(value, namesRun(field, value) ? new Map([...run(), ...parameters]) : parameters)
    for (const { name, suggestion } of filled.unknown) problem('unknown-parameter', suggested(name, suggestion))
    if (field.template === true) text = filled.text
  }
  const fault = field.kind === 'file' ? filePathFault(text) : undefined
  if (fault !== undefined) problem(fault, { path: text })
  return text
}

const namesRun = (field: Field, text: string): boolean => field.kind === 'file' && field.write && text.includes('${')

/** What templates may name: parameters, and facts of the run in the names of files to be written. */
interface KnownTexts {
  readonly parameters: ParameterTexts
  /** Worked out only for a text that needs it. */
  readonly run: () => RunTexts
}

/** Reads a node's settings: fills in defaults and parameters and tells everything that is wrong with them. Fields not shown are not checked further. */
export function readConfig(
  definition: { readonly fields: Fields },
  raw: unknown,
  parameters: ParameterTexts = new Map(),
  run: () => RunTexts = () => UNKNOWN_RUN,
): ReadConfig {
  const parsed = configSchema(definition.fields).safeParse(withDefaults(definition.fields, raw))
  if (!parsed.success) return { problems: parsed.error.issues.flatMap((issue) => shapeProblems(definition.fields, issue)) }
  if (!isRecord(parsed.data)) return { problems: [] }
  const problems: ConfigProblem[] = []
  const config = mapFields(definition.fields, parsed.data, (field, value, path) =>
    readValue(field, value, path, { parameters, run }, problems),
  )
  return { config, problems }
}
