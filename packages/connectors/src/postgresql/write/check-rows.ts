import type { TargetReject } from '@sluice/engine/connector'
import type { Database } from '../database.ts'
import { sqlStateOf } from '../errors.ts'
import { quoteName, quoteTable } from '../names.ts'
import type { Target } from './describe-target.ts'
import type { Mapped } from './mapping.ts'
import { KEYED, type Mode } from './settings.ts'
import type { PlaceInSchema } from './staging.ts'

/** One way in which rows can't be written, as a condition on the staging table `s`. */
interface Rule {
  readonly code: string
  readonly column: Mapped | undefined
  readonly when: string
  readonly params: Readonly<Record<string, string>>
}

interface Checked {
  readonly target: Target | undefined
  readonly mapped: readonly Mapped[]
  readonly mode: Mode
  readonly staging: PlaceInSchema
}

/** The mapped columns of these names; undefined when not all of them are mapped. */
function mappedTo(mapped: readonly Mapped[], names: readonly string[]): readonly Mapped[] | undefined {
  const found = names.flatMap((name) => mapped.find(({ to }) => to.name === name) ?? [])
  return found.length === names.length && names.length > 0 ? found : undefined
}

const equal = (pairs: readonly (readonly [string, string])[]): string => pairs.map(([a, b]) => `${a} = ${b}`).join(' AND ')

function missingRules({ mapped, mode }: Checked): readonly Rule[] {
  return mapped.flatMap((column): Rule[] => {
    const when = `s.${column.stage} IS NULL`
    if (column.key) return [{ code: 'key-missing', column, when, params: {} }]
    const params = { sqlstate: '23502', constraint: column.to.name, message: '' }
    return column.to.notNull && mode !== 'delete' ? [{ code: 'refused-missing', column, when, params }] : []
  })
}

/** Rows with a key that another row has too: which of them is meant, nobody can tell. */
function repeatedKeys({ mapped, mode, staging }: Checked): readonly Rule[] {
  const keys = mapped.filter(({ key }) => key)
  if (!KEYED.has(mode) || keys.length === 0) return []
  const list = keys.map(({ stage }) => stage).join(', ')
  const when = `(${keys.map(({ stage }) => `s.${stage}`).join(', ')}) IN (SELECT ${list} FROM ${quoteTable(staging)} GROUP BY ${list} HAVING count(*) > 1)`
  return [{ code: 'key-not-unique', column: keys[0], when, params: { columns: keys.map(({ from }) => from).join(', ') } }]
}

/** Rows that are only inserted: the target must not have them, and of equal ones the first is taken. */
function uniqueRules({ target, mapped, mode, staging }: Checked): readonly Rule[] {
  if (target === undefined || KEYED.has(mode)) return []
  return target.uniques.flatMap(({ name, columns }): Rule[] => {
    const places = mappedTo(mapped, columns)
    if (places === undefined) return []
    const there = equal(places.map(({ stage, to }) => [`t.${quoteName(to.name)}`, `s.${stage}`]))
    const already = `EXISTS (SELECT FROM ${quoteTable(target.table)} t WHERE ${there})`
    const list = places.map(({ stage }) => stage).join(', ')
    const given = places.map(({ stage }) => `${stage} IS NOT NULL`).join(' AND ')
    const numbered = `SELECT sluice_row, row_number() OVER (PARTITION BY ${list} ORDER BY sluice_row) AS n FROM ${quoteTable(staging)} WHERE NOT sluice_bad AND ${given}`
    const before = `s.sluice_row IN (SELECT sluice_row FROM (${numbered}) x WHERE n > 1)`
    const rule = (when: string): Rule => ({
      code: 'refused-unique',
      column: places[0],
      when,
      params: { sqlstate: '23505', constraint: name, message: '' },
    })
    return mode === 'replace' ? [rule(before)] : [rule(already), rule(before)]
  })
}

function referenceRules({ target, mapped, mode }: Checked): readonly Rule[] {
  if (target === undefined || mode === 'delete') return []
  return target.foreignKeys.flatMap(({ name, columns, schema, table, references }): Rule[] => {
    const places = mappedTo(mapped, columns)
    if (places === undefined) return []
    const given = places.map(({ stage }) => `s.${stage} IS NOT NULL`).join(' AND ')
    const match = equal(places.map(({ stage }, i) => [`r.${quoteName(references[i] ?? '')}`, `s.${stage}`]))
    const when = `${given} AND NOT EXISTS (SELECT FROM ${quoteTable({ schema, table })} r WHERE ${match})`
    return [{ code: 'refused-foreign-key', column: places[0], when, params: { sqlstate: '23503', constraint: name, message: '' } }]
  })
}

/** A CHECK is asked as it stands in the table, over columns that carry the table's names. */
function checkRules({ target, mapped, mode, staging }: Checked): readonly Rule[] {
  if (target === undefined || mode === 'delete') return []
  return target.checks.flatMap(({ name, columns, expression }): Rule[] => {
    const places = mappedTo(mapped, columns)
    if (places === undefined) return []
    const renamed = places.map(({ stage, to }) => `${stage} AS ${quoteName(to.name)}`).join(', ')
    const when = `s.sluice_row IN (SELECT sluice_row FROM (SELECT sluice_row, ${renamed} FROM ${quoteTable(staging)} WHERE NOT sluice_bad) x WHERE NOT (${expression}))`
    return [{ code: 'refused-check', column: places[0], when, params: { sqlstate: '23514', constraint: name, message: '' } }]
  })
}

/** A row that means one that is not there has nothing to update. */
function absentRules({ target, mapped, mode }: Checked): readonly Rule[] {
  if (target === undefined || mode !== 'update') return []
  const keys = mapped.filter(({ key }) => key)
  const match = equal(keys.map(({ stage, to }) => [`t.${quoteName(to.name)}`, `s.${stage}`]))
  return [
    {
      code: 'target-row-missing',
      column: keys[0],
      when: `NOT EXISTS (SELECT FROM ${quoteTable(target.table)} t WHERE ${match})`,
      params: {},
    },
  ]
}

/** Some rules need rights on other tables, or may fail on a value: then the write itself has to tell. */
async function rejectBy(
  database: Database,
  staging: PlaceInSchema,
  { code, column, when, params }: Rule,
): Promise<readonly TargetReject[] | undefined> {
  await database.query('SAVEPOINT sluice_rule')
  try {
    const value = column === undefined ? 'NULL' : `left(s.${column.stage}::text, 10000)`
    const { rows } = await database.query(`UPDATE ${quoteTable(staging)} AS s SET sluice_bad = true WHERE NOT s.sluice_bad AND ${when} RETURNING s.sluice_row, ${value}`) // prettier-ignore
    await database.query('RELEASE sluice_rule')
    return rows.map(([row, text]) => ({ row: Number(row), code, column: column?.from ?? null, params, value: text ?? null }))
  } catch (error) {
    if (sqlStateOf(error) === undefined) throw error
    await database.query('ROLLBACK TO sluice_rule')
    return undefined
  }
}

/** Whether the rules tell all there is to tell: nothing unforeseeable, and every constraint lies within the mapped columns. */
function isForeseen({ target, mapped, mode }: Checked): boolean {
  if (target === undefined) return true
  if (mode === 'delete') return !target.unforeseeable && !target.referredTo
  const within = (columns: readonly string[], of: readonly Mapped[]): boolean => mappedTo(of, columns) !== undefined
  const keys = mapped.filter(({ key }) => key)
  const untouched = (columns: readonly string[]): boolean => columns.every((name) => mapped.every(({ to }) => to.name !== name))
  const uniques = target.uniques.every(({ columns }) =>
    KEYED.has(mode) ? within(columns, keys) || (untouched(columns) && mode === 'update') : within(columns, mapped) || untouched(columns),
  )
  const others = [...target.foreignKeys, ...target.checks].every(({ columns }) => within(columns, mapped))
  return !target.unforeseeable && uniques && others && !(target.referredTo && mode !== 'insert')
}

/** Sets rows aside that the target is known to refuse, all of one kind at a time. `foreseen` is false when only writing can tell the rest. */
export async function checkRows(
  database: Database,
  checked: Checked,
): Promise<{ readonly rejects: readonly TargetReject[]; readonly foreseen: boolean }> {
  const rejects: TargetReject[] = []
  let foreseen = isForeseen(checked)
  for (const kind of [missingRules, repeatedKeys, absentRules, uniqueRules, checkRules, referenceRules])
    for (const rule of kind(checked)) {
      const found = await rejectBy(database, checked.staging, rule)
      if (found === undefined) foreseen = false
      else rejects.push(...found)
    }
  return { rejects, foreseen }
}
