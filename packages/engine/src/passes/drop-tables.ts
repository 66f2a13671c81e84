import type { Step } from './step.ts'

const CREATED = /^CREATE TEMP (?:TABLE|VIEW) (\w+)/

const created = (step: Step): readonly string[] => {
  if (step.kind === 'append' || step.kind === 'read') return [step.table, step.rejects]
  if (step.kind === 'write' && step.refusals !== undefined) return [step.refusals.table]
  const table = step.kind === 'run' ? CREATED.exec(step.sql)?.[1] : undefined
  return table === undefined ? [] : [table]
}

/** Puts a drop behind the last step that reads each table, so that memory and disk are free as early as possible. */
export function dropTables(steps: readonly Step[]): readonly Step[] {
  const last = new Map<string, number>()
  const tables = new Set(steps.flatMap(created))
  const files = new Map(
    steps.flatMap((step) => (step.kind === 'read' && step.file !== undefined ? [[step.table, step.file] as const] : [])),
  )
  steps.forEach((step, index) => {
    for (const table of [...created(step), ...step.reads]) if (tables.has(table)) last.set(table, index)
  })
  return steps.flatMap((step, index): Step[] => {
    const done = [...last].filter(([, at]) => at === index).map(([table]) => table)
    const views = done.flatMap((name) => (files.has(name) ? [{ name, file: files.get(name) ?? '' }] : []))
    const drop: Step = { kind: 'drop', nodes: [], reads: [], tables: done.filter((name) => !files.has(name)), views }
    // Behind the last step everything goes with the connection.
    return done.length === 0 || index === steps.length - 1 ? [step] : [step, drop]
  })
}
