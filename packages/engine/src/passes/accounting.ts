import type { PortInput, Relation } from '@sluice/plan'
import { JOINED, joinTable } from './stage-join.ts'
import { inputsOf } from './segments.ts'
import { readKey, type Staging } from './staging.ts'
import type { ConnectionTerms, Fact, Terms } from './step.ts'

/** What the rows that come into a node become, as far as one operator decides it. */
interface Fate {
  readonly passed: readonly Fact[]
  readonly created: readonly Fact[]
  readonly merged: readonly Fact[]
  readonly filtered: readonly Fact[]
  readonly rejected: readonly Fact[]
}

/** The operators of a node between its inputs and its rows, sink first. Side ports are accounted for where they branch off. */
function mainPath(staging: Staging, node: string): readonly Relation[] {
  const { plan, wiring } = staging
  const rows = plan.outputs.find((output) => output.node === node && output.port === 'rows')
  const write = plan.relations.find((relation) => relation.node === node && relation.op === 'write')
  const start = rows === undefined ? write : wiring.relations.get(rows.relation)
  const found: Relation[] = []
  const queue = start === undefined ? [] : [start]
  for (let relation = queue.shift(); relation !== undefined; relation = queue.shift()) {
    if (relation.node !== node || found.includes(relation)) continue
    found.push(relation)
    for (const id of inputsOf(relation)) {
      const input = wiring.relations.get(id)
      if (input !== undefined) queue.push(input)
    }
  }
  return found
}

function fateOf(staging: Staging, relation: Relation): Partial<Fate> {
  const aside = staging.asideFacts.get(relation.id) ?? []
  switch (relation.op) {
    case 'scan':
    case 'split':
      return { rejected: aside }
    case 'filter':
    case 'first-per-key':
    case 'limit':
      return { filtered: aside }
    case 'aggregate':
      return { merged: staging.readFacts.get(readKey(relation.id, 0)) ?? [] }
    case 'join': {
      const table = joinTable(staging, relation)
      if (relation.kind === 'semi' || relation.kind === 'anti')
        // The right side only answers questions: its rows end here, whether a left row asked for them or not.
        return { filtered: aside, merged: [`${table}.right_matched`, `${table}.right_unmatched`] }
      const goes = (verdict: number, port: string): boolean =>
        JOINED[relation.kind].includes(verdict) || staging.plan.outputs.some((o) => o.node === relation.node && o.port === port)
      const alone: readonly (readonly [Fact, boolean])[] = [
        [`${table}.left_alone`, goes(1, 'unmatched-left')],
        [`${table}.right_alone`, goes(2, 'unmatched-right')],
      ]
      return {
        passed: [`${table}.left_matched`, ...alone.flatMap(([fact, passes]) => (passes ? [fact] : []))],
        created: [`${table}.further`],
        merged: [`${table}.right_matched`],
        filtered: alone.flatMap(([fact, passes]) => (passes ? [] : [fact])),
      }
    }
    case 'exists':
      return { merged: staging.readFacts.get(readKey(relation.id, 1)) ?? [] }
    case 'expand': {
      const table = (staging.rowFacts.get(relation.id)?.[0] ?? '').split('.')[0] ?? ''
      return {
        passed: [`${table}.first`, ...(relation.keepEmpty ? [`${table}.empty`] : [])],
        created: [`${table}.further`],
        filtered: aside,
      }
    }
    case 'write':
      return { passed: staging.rowFacts.get(relation.id) ?? [], rejected: aside }
    case 'values':
    case 'project':
    case 'union':
    case 'sort':
    case 'window':
    case 'aside':
      return {}
  }
}

/** Rows behind a collapsing operator of the same node are its own; what happens to them there is part of how it makes them. */
function termsOf(staging: Staging, node: string): Terms {
  const path = mainPath(staging, node)
  const collapsing = path.find((relation) => relation.op === 'aggregate')
  const counted = collapsing === undefined ? path : ancestors(staging, collapsing, node)
  const fates = counted.map((relation) => fateOf(staging, relation))
  const sum = (term: keyof Fate): readonly Fact[] => fates.flatMap((fate) => fate[term] ?? [])
  const rowsOut = staging.plan.outputs.find((output) => output.node === node && output.port === 'rows')
  const rows = rowsOut === undefined ? [] : (staging.rowFacts.get(rowsOut.relation) ?? [])
  const explicit = counted.some(
    (relation) => (relation.op === 'join' && !isSemi(relation)) || relation.op === 'expand' || relation.op === 'write',
  )
  return {
    in: inTerms(staging, node, path),
    out: outTerms(staging, node),
    passed: collapsing !== undefined ? [] : explicit ? sum('passed') : rows,
    created: collapsing !== undefined ? rows : sum('created'),
    merged: sum('merged'),
    filtered: sum('filtered'),
    rejected: sum('rejected'),
  }
}

const isSemi = (relation: Relation): boolean => relation.op === 'join' && (relation.kind === 'semi' || relation.kind === 'anti')

function ancestors(staging: Staging, relation: Relation, node: string): readonly Relation[] {
  if (relation.node !== node) return []
  const inputs = inputsOf(relation).flatMap((id) => staging.wiring.relations.get(id) ?? [])
  return [...new Set([relation, ...inputs.flatMap((input) => ancestors(staging, input, node))])]
}

function outTerms(staging: Staging, node: string): Terms['out'] {
  const own = staging.plan.outputs.filter((output) => output.node === node)
  return Object.fromEntries(own.map((output) => [output.port, staging.rowFacts.get(output.relation) ?? []]))
}

/** The rows a node reads at a connection, counted by the operator that reads them. */
function readAt(staging: Staging, input: PortInput, path: readonly Relation[]): readonly Fact[] {
  const own = [...path, ...staging.plan.relations.filter((relation) => relation.node === input.node)]
  for (const relation of own) {
    const places = inputsOf(relation).flatMap((id, place) => (id === input.relation ? [place] : []))
    // A union that reads the same relation twice has one place for each connection.
    const place = places[Math.min(input.index, places.length - 1)] ?? places[0]
    const facts = place === undefined ? undefined : staging.readFacts.get(readKey(relation.id, place))
    if (facts !== undefined) return facts
  }
  return staging.rowFacts.get(input.relation) ?? []
}

function inTerms(staging: Staging, node: string, path: readonly Relation[]): Terms['in'] {
  const terms: Record<string, readonly Fact[]> = {}
  for (const input of staging.plan.inputs)
    if (input.node === node) terms[input.port] = [...(terms[input.port] ?? []), ...readAt(staging, input, path)]
  const source = path.find((relation) => relation.op === 'scan' || relation.op === 'values')
  if (source !== undefined) terms.records = staging.readFacts.get(readKey(source.id, 0)) ?? []
  return terms
}

/** The counts of every node as sums of facts. */
export function accountFor(staging: Staging): { terms: ReadonlyMap<string, Terms>; connections: readonly ConnectionTerms[] } {
  const nodes = [...new Set(staging.plan.relations.map((relation) => relation.node))]
  const connections = staging.plan.inputs.map((input) => ({
    from: input.from,
    to: { node: input.node, port: input.port },
    out: staging.rowFacts.get(input.relation) ?? [],
    in: readAt(staging, input, mainPath(staging, input.node)),
  }))
  return { terms: new Map(nodes.map((node) => [node, termsOf(staging, node)])), connections }
}
