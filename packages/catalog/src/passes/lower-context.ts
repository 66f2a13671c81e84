import type { Problem, Severity } from '@sluice/flow'
import { checkExpression, type ExpressionParameter, type NodePlan, type Relation } from '@sluice/plan'
import { findColumn } from '../kit/column-lookup.ts'
import type { Config } from '../kit/defaults.ts'
import { nearestName, suggested } from '../kit/nearest-name.ts'
import type { LowerContext } from '../kit/node.ts'
import type { Path } from '../kit/walk-fields.ts'

/** A relation that arrives, and where it comes from. */
export interface Arrival {
  readonly relation: Relation
  readonly label: string
  readonly node: string
}

/** What stays the same for every node of a flow. */
export interface PlanSettings {
  readonly parameters: readonly ExpressionParameter[]
  readonly zone: string
  /** Asked for only where the flow names it. */
  readonly now: string
}

/** What one node sees while it is lowered. */
export function lowerContext(
  node: string,
  config: Config,
  plan: NodePlan,
  arrivals: ReadonlyMap<string, readonly Arrival[]>,
  settings: PlanSettings,
  problems: Problem[],
): LowerContext<Config> {
  const problem = (severity: Severity, code: string, path: Path, params?: Problem['params']): void =>
    void problems.push({ severity, code, nodeId: node, path, ...(params !== undefined && { params }) })
  return {
    config,
    plan,
    zone: settings.zone,
    parameters: Object.fromEntries(settings.parameters.flatMap(({ name, value }) => (value === null ? [] : [[name, value]]))),
    problem,
    input: (port = 'rows') => arrivals.get(port)?.[0]?.relation,
    inputs: (port) => arrivals.get(port) ?? [],
    column: (relation, name, path) => {
      const found = findColumn(relation, name)
      if (found === undefined && name !== '') {
        const names = relation.columns.map((column) => column.name)
        problem('error', 'unknown-column', path, suggested(name, nearestName(name, names)))
      }
      return found
    },
    expression: (relation, text, path) => {
      if (text.trim() === '') return undefined
      const { parameters, zone } = settings
      const checked = checkExpression(text, { columns: relation.columns, parameters, zone, get now() { return settings.now } }) // prettier-ignore
      for (const { code, from, to, params, fix } of checked.problems) {
        const remedy: Problem['params'] = fix === undefined ? {} : { fix: fix.text, fixFrom: fix.from, fixTo: fix.to }
        problem('error', code, path, { ...params, from, to, ...remedy })
      }
      return checked.scalar
    },
  }
}
