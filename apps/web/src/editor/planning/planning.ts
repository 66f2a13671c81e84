import type { PlannedFlow } from '@sluice/catalog'
import type { Flow, Problem } from '@sluice/flow'
import type { Column } from '@sluice/plan'

/** What is known of a flow without running it: the columns at its ports and every problem. */
export interface Planning {
  readonly flow: Flow | undefined
  readonly problems: readonly Problem[]
  readonly columns: ReadonlyMap<string, readonly Column[]>
}

export const EMPTY_PLANNING: Planning = { flow: undefined, problems: [], columns: new Map() }

const key = (node: string, port: string): string => `${node} ${port}`

export const planning = (flow: Flow, { problems, ports }: Pick<PlannedFlow, 'problems' | 'ports'>): Planning => ({
  flow,
  problems,
  columns: new Map(ports.map(({ node, port, columns }) => [key(node, port), columns])),
})

/** The columns that leave a node at a port; none when they are not known. */
export const leavingColumns = ({ columns }: Planning, node: string, port: string): readonly Column[] => columns.get(key(node, port)) ?? []

/** The columns that arrive at an input, of all connections, each name once. */
export function arrivingColumns(plan: Planning, node: string, port: string): readonly Column[] {
  const found = new Map<string, Column>()
  for (const edge of plan.flow?.edges ?? []) {
    if (edge.to.node !== node || edge.to.port !== port) continue
    for (const column of leavingColumns(plan, edge.from.node, edge.from.port)) if (!found.has(column.name)) found.set(column.name, column)
  }
  return [...found.values()]
}
