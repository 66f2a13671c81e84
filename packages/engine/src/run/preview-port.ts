import { planFlow } from '@sluice/catalog'
import type { Flow, Problem } from '@sluice/flow'
import { formatType, type Plan, type Relation, type RelationId, type Scan } from '@sluice/plan'
import type { Connectors } from '../connector.ts'
import type { PreviewJob, PreviewResult } from '../job.ts'
import { inputsOf } from '../passes/segments.ts'
import { collect, textRows, type TextRows } from './collect.ts'
import { execute } from './execute.ts'
import { RunFailure } from './failure.ts'
import { profileColumns } from './profile.ts'
import { KeptSamples } from './kept-samples.ts'
import { englishMessage } from './english-message.ts'

/** Connectors that read a file: the other side of a join is read whole from them. */
const FILES: readonly string[] = ['csv', 'json', 'xml']

const TABLE = 'preview'

const sourcesOf = (relation: Relation): readonly RelationId[] => (relation.op === 'aside' ? relation.from : inputsOf(relation))

function ancestorsOf(plan: Plan, id: RelationId): ReadonlySet<RelationId> {
  const relations = new Map(plan.relations.map((relation) => [relation.id, relation]))
  const found = new Set<RelationId>()
  const queue = [id]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue
    found.add(next)
    const relation = relations.get(next)
    if (relation !== undefined) queue.push(...sourcesOf(relation))
  }
  return found
}

/** A node and those that its rows come from; a node with problems may have no operator of its own. */
function nodesBefore(flow: Flow, node: string): ReadonlySet<string> {
  const found = new Set([node])
  for (const id of found) for (const edge of flow.edges) if (edge.to.node === id) found.add(edge.from.node)
  return found
}

/** The part of a plan that a port needs, with a collector at the port. */
function cutPlan(plan: Plan, target: Relation): Plan {
  const kept = ancestorsOf(plan, target.id)
  const relations = plan.relations.filter((relation) => kept.has(relation.id))
  const next = Math.max(...plan.relations.map((relation) => Number(relation.id.slice(1)))) + 1
  const collector: Relation = {
    op: 'write', id: `r${next}`, node: `${target.node} preview`, input: target.id, connector: TABLE, config: {}, columns: target.columns,
  } // prettier-ignore
  const nodes = new Set(relations.map((relation) => relation.node))
  return {
    relations: [...relations, collector],
    outputs: plan.outputs.filter((output) => kept.has(output.relation)),
    inputs: plan.inputs.filter((input) => kept.has(input.relation) && nodes.has(input.node)),
  }
}

/** Scans that only the right sides of joins, or what rows are looked up in, need: cut to a sample they would match next to nothing. */
function wholeScans(plan: Plan): ReadonlySet<RelationId> {
  const sides = plan.relations.flatMap((relation) =>
    relation.op === 'join'
      ? [{ left: relation.left, right: relation.right }]
      : relation.op === 'exists'
        ? [{ left: relation.input, right: relation.other }]
        : [],
  )
  const right = new Set(sides.flatMap((side) => [...ancestorsOf(plan, side.right)]))
  const left = new Set(sides.flatMap((side) => [...ancestorsOf(plan, side.left)]))
  const whole = plan.relations.filter((relation) => relation.op === 'scan' && FILES.includes(relation.connector))
  return new Set(whole.flatMap((relation) => (right.has(relation.id) && !left.has(relation.id) ? [relation.id] : [])))
}

const nothing = (problems: readonly Problem[]): PreviewResult => ({
  columns: [],
  rows: [],
  total: 0,
  sampled: false,
  profile: [],
  problems,
})

/** Runs the flow up to a port on a sample and tells what is there. Problems elsewhere in the flow don't hinder it. */
export async function previewPort(
  job: PreviewJob,
  connectors: Connectors,
  signal: AbortSignal = new AbortController().signal,
): Promise<PreviewResult> {
  const { plan: whole, problems } = planFlow(job.flow, { parameters: job.parameters, zone: job.zone, now: job.now })
  const output = whole.outputs.find((candidate) => candidate.node === job.node && candidate.port === job.port)
  const target = whole.relations.find((relation) => relation.id === output?.relation)
  if (target === undefined) return nothing(problems)
  const plan = cutPlan(whole, target)
  const uncut = wholeScans(plan)
  const sampleRows = (scan: Scan): number | undefined => (uncut.has(scan.id) ? undefined : job.sampleRows)
  const nodes = nodesBefore(job.flow, job.node)
  const own = problems.filter((problem) => problem.nodeId === undefined || nodes.has(problem.nodeId))
  let found: Omit<PreviewResult, 'problems' | 'sampled'> = nothing([])
  const samples = job.samples === undefined ? undefined : new KeptSamples({ folder: job.samples, refresh: job.refresh === true })
  try {
    const { folders, limits, secrets, connections, allowedHosts } = job
    const { counts } = await execute({
      plan, connectors: samples?.over(connectors) ?? connectors, folders, limits, secrets, connections, allowedHosts, signal, sampleRows,
      zone: job.flow.zone ?? job.zone,
      rejectSample: 0,
      anyOrder: new Set(),
      message: englishMessage,
      label: (node) => job.flow.nodes.find((candidate) => candidate.id === node)?.label ?? node,
      write: async (connection, step, write) => {
        // A sink upstream: what its system would refuse is only known by writing.
        if (write.connector !== TABLE) return 0
        const total = await collect(connection, step, TABLE)
        const rows: TextRows = await textRows(connection, TABLE, step.columns, job.pageRows)
        const profile = await profileColumns(connection, TABLE, step.columns)
        found = { columns: step.columns.map(({ name, type }) => ({ name, type: formatType(type) })), rows, total, profile }
        return total
      },
    }) // prettier-ignore
    const scans = plan.relations.filter((relation) => relation.op === 'scan' && !uncut.has(relation.id))
    const sampled = scans.some((scan) => (counts[scan.node]?.in.records ?? 0) >= job.sampleRows)
    const sampledAt = samples?.takenAt
    return { ...found, sampled, problems: own, ...(sampledAt === undefined ? {} : { sampledAt }) }
  } catch (error) {
    if (error instanceof RunFailure) return nothing([...own, error.problem])
    throw error
  }
}
