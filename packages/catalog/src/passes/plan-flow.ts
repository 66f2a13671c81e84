import type { Flow, FlowNode, Graph, Problem } from '@sluice/flow'
import { PlanBuilder, type Column, type Plan, type Relation } from '@sluice/plan'
import { lowerNode } from '../kit/erased.ts'
import { migrateConfig } from '../kit/migrate.ts'
import { suggested } from '../kit/nearest-name.ts'
import type { AnyNode } from '../kit/node.ts'
import { readConfig } from '../kit/read-config.ts'
import { runTexts, type RunTexts } from '../kit/run-texts.ts'
import { typeOf } from '../kit/typed-value.ts'
import { isZone } from '../kit/zone.ts'
import { findDefinition, nearestType } from '../registry.ts'
import { flowProblems } from './flow-problems.ts'
import { readGraph } from './graph.ts'
import { lowerContext, type Arrival, type PlanSettings } from './lower-context.ts'
import { readParameters } from './parameters.ts'

export interface PlanOptions {
  /** The values of a run. Absent at design time: defaults count, and a parameter without one is no problem yet. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Used when the flow names no zone. */
  readonly zone: string
  /** The frozen clock, an ISO instant. */
  readonly now: string
}

/** The columns that leave a node at a port. */
export interface PortColumns {
  readonly node: string
  readonly port: string
  readonly columns: readonly Column[]
}

/** A flow as relational operators, all its problems, and the columns at every port that could be worked out. */
export interface PlannedFlow {
  readonly plan: Plan
  readonly problems: readonly Problem[]
  readonly ports: readonly PortColumns[]
  /** The plan holds the clock of the run: at another time it is another plan. */
  readonly readsClock: boolean
}

/** What leaves a port, and which node made it (not the same behind a disabled node). */
interface Outlet {
  readonly relation: Relation
  readonly from: { readonly node: string; readonly port: string }
}

interface Planning {
  readonly builder: PlanBuilder
  readonly graph: Graph
  readonly outlets: Map<string, Outlet>
  readonly nodes: ReadonlyMap<string, FlowNode>
  readonly problems: Problem[]
  readonly ports: PortColumns[]
  readonly settings: PlanSettings
  /** Nodes that were lowered without an error of their own. */
  readonly planned: Set<string>
  readonly texts: ReadonlyMap<string, string | undefined>
  readonly run: () => RunTexts
}

const outletKey = (node: string, port: string): string => `${node} ${port}`

/**
 * Turns a flow into a plan: checks the graph, reads every node's settings, lowers the nodes in order.
 * Pure; collects all problems instead of stopping at the first, and tells the columns as far as they can be known.
 */
export function planFlow(flow: Flow, options: PlanOptions): PlannedFlow {
  const graph = readGraph(flow)
  const { values, problems } = readParameters(flow, options.parameters)
  const zone = flow.zone ?? options.zone
  let readsClock = false
  const now = (): string => {
    readsClock = true
    return options.now
  }
  const planning: Planning = {
    builder: new PlanBuilder(),
    graph,
    outlets: new Map(),
    nodes: new Map(flow.nodes.map((node) => [node.id, node])),
    problems: [...zoneProblems(flow), ...problems, ...graph.problems],
    ports: [],
    settings: {
      parameters: flow.parameters.map(({ name, type }) => ({ name, type: typeOf(type), value: values.get(name) ?? null })),
      zone,
      get now() { return now() }, // prettier-ignore
    },
    texts: values,
    run: () => runTexts(now(), zone),
    planned: new Set(),
  }
  for (const node of graph.order) planNode(planning, node)
  const plan = planning.builder.build()
  planning.problems.push(...flowProblems(flow, graph, plan))
  return { plan, problems: planning.problems, ports: planning.ports, readsClock }
}

const zoneProblems = ({ zone }: Flow): readonly Problem[] =>
  zone === undefined || isZone(zone) ? [] : [{ severity: 'error', code: 'unknown-zone', path: ['zone'], params: { zone } }]

function planNode(planning: Planning, node: FlowNode): void {
  const definition = findDefinition(node.type)
  if (definition === undefined) {
    const params = suggested(node.type, nearestType(node.type))
    planning.problems.push({ severity: 'error', code: 'unknown-node-type', nodeId: node.id, params })
    return
  }
  if (node.disabled) {
    bypass(planning, node, definition)
    return
  }
  const arrivals = collectArrivals(planning, node, definition)
  const config = readNodeConfig(planning, node, definition)
  if (config === undefined) return
  const plan = planning.builder.forNode(node.id)
  const before = planning.problems.length
  const leaving = lowerNode(definition, lowerContext(node.id, config, plan, arrivals, planning.settings, planning.problems))
  // A node without rows has something missing upstream, which is reported there.
  const sound = leaving['rows'] !== undefined && planning.problems.slice(before).every((problem) => problem.severity !== 'error')
  if (sound) planning.planned.add(node.id)
  for (const { name: port } of definition.outputs) {
    const relation = leaving[port]
    if (relation === undefined) continue
    if (sound) reportSharedNames(planning, node.id, port, relation)
    planning.outlets.set(outletKey(node.id, port), { relation, from: { node: node.id, port } })
    planning.builder.output({ node: node.id, port, relation: relation.id })
    planning.ports.push({ node: node.id, port, columns: relation.columns })
  }
}

function readNodeConfig(planning: Planning, node: FlowNode, definition: AnyNode): ReturnType<typeof readConfig>['config'] {
  const migrated = migrateConfig(definition, node)
  if (migrated.problem !== undefined) {
    planning.problems.push(migrated.problem)
    return undefined
  }
  const { config, problems } = readConfig(definition, migrated.config, planning.texts, planning.run)
  for (const problem of problems) planning.problems.push({ ...problem, nodeId: node.id })
  return config
}

/** A disabled node with one input (optional ones aside) lets its rows pass as they are; any other simply has no rows. */
function bypass(planning: Planning, node: FlowNode, definition: AnyNode): void {
  const optional = new Set(definition.inputs.flatMap((port) => (port.required === false ? [port.name] : [])))
  const [edge, ...others] = (planning.graph.incoming.get(node.id) ?? []).filter((wired) => !optional.has(wired.to.port))
  if (edge === undefined || others.length > 0 || definition.outputs.every((port) => port.name !== 'rows')) return
  const outlet = planning.outlets.get(outletKey(edge.from.node, edge.from.port))
  if (outlet === undefined) return
  planning.outlets.set(outletKey(node.id, 'rows'), outlet)
  planning.ports.push({ node: node.id, port: 'rows', columns: outlet.relation.columns })
}

/** What arrives at each input port of a node; says what is missing, too much, or switched off. */
function collectArrivals(planning: Planning, node: FlowNode, definition: AnyNode): ReadonlyMap<string, readonly Arrival[]> {
  const edges = planning.graph.incoming.get(node.id) ?? []
  const arrivals = new Map<string, Arrival[]>()
  for (const port of definition.inputs) {
    const wired = edges.filter((edge) => edge.to.port === port.name)
    const report = (severity: Problem['severity'], code: string, params: Problem['params']): void =>
      void planning.problems.push({ severity, code, nodeId: node.id, path: ['inputs', port.name], params: { port: port.name, ...params } })
    if (wired.length === 0 && port.required !== false) report('error', 'missing-input', {})
    if (wired.length > 1 && port.many !== true) report('error', 'too-many-connections', { count: wired.length })
    const list: Arrival[] = []
    for (const edge of port.many === true ? wired : wired.slice(0, 1)) {
      const outlet = planning.outlets.get(outletKey(edge.from.node, edge.from.port))
      const upstream = planning.nodes.get(edge.from.node)
      if (outlet === undefined) {
        if (planning.planned.has(edge.from.node)) notOffered(planning, edge.from)
        if (upstream?.disabled === true) report('warning', 'input-disabled', { node: upstream.label === '' ? upstream.id : upstream.label })
        continue
      }
      planning.builder.input({ node: node.id, port: port.name, index: list.length, from: outlet.from, relation: outlet.relation.id })
      list.push({ relation: outlet.relation, label: labelOf(upstream), node: edge.from.node })
    }
    arrivals.set(port.name, list)
  }
  return arrivals
}

/** A connection from a port that the node does not have with its present settings, such as unmatched rows of a full join. */
function notOffered(planning: Planning, from: { readonly node: string; readonly port: string }): void {
  planning.problems.push({ severity: 'error', code: 'port-not-offered', nodeId: from.node, params: { port: from.port } })
}

/** Two columns with one name could not be told apart behind this port. */
function reportSharedNames(planning: Planning, node: string, port: string, { columns }: Relation): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name)) planning.problems.push({ severity: 'error', code: 'duplicate-column', nodeId: node, params: { name, port } })
    seen.add(name)
  }
}

const labelOf = (node: FlowNode | undefined): string => (node === undefined ? '' : node.label === '' ? node.id : node.label)
