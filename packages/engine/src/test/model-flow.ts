import { call, col, eq, gt, isMissing, literal, not, TEXT, type Column, type Join, type NodePlan, type PlanBuilder, type Relation } from '@sluice/plan' // prettier-ignore

export type Row = readonly [string | null, string | null]

/** A port of a random flow: its relation (always two text columns) and the rows that must be there, in order. */
export interface Port {
  readonly node: string
  readonly port: string
  readonly relation: Relation
  readonly rows: readonly Row[]
}

/** A random operator; `a` and `b` choose among the ports that exist. */
export interface Move {
  readonly op: 'filter' | 'split' | 'project' | 'dedupe' | 'limit' | 'sort' | 'union' | 'join' | 'aggregate' | 'count' | 'fill' | 'exists'
  readonly a: number
  readonly b: number
  readonly pick: number
}

const KINDS: readonly Join['kind'][] = ['inner', 'left', 'right', 'full', 'semi', 'anti']

const columns = (relation: Relation): readonly [Column, Column] => [relation.columns[0]!, relation.columns[1]!]

const compare = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1)

/** Applies a move twice: to the plan, and by hand to the rows. Gives the new ports. */
export function play(builder: PlanBuilder, node: string, move: Move, ports: readonly Port[]): readonly Port[] {
  const plan = builder.forNode(node)
  const from = ports[move.a % ports.length]!
  const other = ports[move.b % ports.length]!
  const wire = (port: string, input: Port, index = 0): void =>
    builder.input({ node, port, index, from: { node: input.node, port: input.port }, relation: input.relation.id })
  const out = (port: string, relation: Relation, rows: readonly Row[]): Port => {
    builder.output({ node, port, relation: relation.id })
    return { node, port, relation, rows }
  }
  const inner = { plan, from, other, out, pick: move.pick }
  if (move.op === 'join') {
    wire('left', from)
    wire('right', other)
    return join(inner)
  }
  wire('rows', from)
  if (move.op === 'union') wire('rows', other, 1)
  if (move.op === 'exists') wire('reference', other)
  return single(move.op, inner)
}

interface Inner {
  readonly plan: NodePlan
  readonly from: Port
  readonly other: Port
  readonly pick: number
  readonly out: (port: string, relation: Relation, rows: readonly Row[]) => Port
}

function single(op: Exclude<Move['op'], 'join'>, { plan, from, other, pick, out }: Inner): readonly Port[] {
  const input = from.relation
  const rows = from.rows
  const [k, n] = columns(input)
  switch (op) {
    case 'filter': {
      const kept = plan.filter(input, gt(col(k), literal('b', TEXT)))
      const keeps = (row: Row): boolean => row[0] !== null && row[0] > 'b'
      return [
        out('rows', kept, rows.filter(keeps)),
        out(
          'removed',
          plan.removed(kept, input.columns),
          rows.filter((row) => !keeps(row)),
        ),
      ]
    }
    case 'split': {
      const failures = [
        { code: 'is-x', column: 'n', when: eq(col(n), literal('x', TEXT)), value: col(n), params: {} },
        { code: 'no-k', column: 'k', when: isMissing(col(k)), value: col(k), params: {} },
      ]
      const split = plan.split(input, failures)
      plan.rejected([split], input.columns)
      return [
        out(
          'rows',
          split,
          rows.filter(([key, value]) => value !== 'x' && key !== null),
        ),
      ]
    }
    case 'project': {
      const changed = plan.project(input, [k, { name: 'n', value: call('concat', [col(n), literal('!', TEXT)]) }])
      return [out('rows', changed, rows.map(([key, value]) => [key, value === null ? '!' : `${value}!`]))] // prettier-ignore
    }
    case 'dedupe': {
      const ties = pick % 2 === 0 ? 'first' : 'last'
      const kept = plan.firstPerKey(
        input,
        [col(k)],
        pick % 3 === 0 ? [] : [{ value: col(n), direction: 'descending', missing: 'last' }],
        ties,
      )
      const best = new Map<string | null, number>()
      rows.forEach(([key, value], i) => {
        const held = best.get(key)
        if (held === undefined) return best.set(key, i)
        const order = pick % 3 === 0 ? 0 : descending(value, rows[held]![1])
        if (order < 0 || (order === 0 && ties === 'last')) best.set(key, i)
      })
      const stays = new Set(best.values())
      return [
        out('rows', kept, rows.filter((_row, i) => stays.has(i))),
        out('removed', plan.removed(kept, input.columns), rows.filter((_row, i) => !stays.has(i))),
      ] // prettier-ignore
    }
    case 'limit': {
      const [offset, count] = [pick % 3, (pick % 5) + 1]
      const kept = plan.limit(input, offset, count)
      const inside = (i: number): boolean => i >= offset && i < offset + count
      return [
        out('rows', kept, rows.filter((_row, i) => inside(i))),
        out('removed', plan.removed(kept, input.columns), rows.filter((_row, i) => !inside(i))),
      ] // prettier-ignore
    }
    case 'sort': {
      const sorted = plan.sort(input, [{ value: col(n), direction: 'ascending', missing: 'last' }])
      return [
        out(
          'rows',
          sorted,
          [...rows].sort((a, b) => compare(a[1], b[1])),
        ),
      ]
    }
    case 'union': {
      const [k2, n2] = columns(other.relation)
      const union = plan.union([{ name: 'k', type: TEXT }, { name: 'n', type: TEXT }], [
        { relation: input, columns: [k.id, n.id] },
        { relation: other.relation, columns: [k2.id, pick % 2 === 0 ? n2.id : null] },
      ]) // prettier-ignore
      return [out('rows', union, [...rows, ...other.rows.map(([key, value]): Row => [key, pick % 2 === 0 ? value : null])])]
    }
    case 'aggregate': {
      const grouped = plan.aggregate(
        input,
        [{ name: 'k', value: col(k) }],
        [{ name: 'n', type: TEXT, fn: 'join-text', value: col(n), separator: ';' }],
      )
      const groups = new Map<string | null, string[]>()
      for (const [key, value] of rows) groups.set(key, [...(groups.get(key) ?? []), ...(value === null ? [] : [value])])
      return [out('rows', grouped, [...groups].map(([key, values]) => [key, values.length === 0 ? null : values.join(';')]))] // prettier-ignore
    }
    case 'count': {
      const counted = plan.window(input, [col(k)], [{ name: 'c', fn: 'count' }])
      const single = plan.filter(counted, not(gt(col(counted.columns[2]!), literal('1', counted.columns[2]!.type))))
      const alone = (row: Row): boolean => rows.filter((candidate) => candidate[0] === row[0]).length === 1
      return [out('rows', plan.project(single, input.columns), rows.filter(alone))]
    }
    case 'exists': {
      const [k2] = columns(other.relation)
      const asked = plan.exists(input, other.relation, [{ name: 'known', value: col(k), among: col(k2) }])
      const unknown = { code: 'unknown', column: 'k', when: not(col(asked.columns[2]!)), value: col(k), params: {} }
      const known = plan.split(asked, [unknown])
      plan.rejected([known], input.columns)
      const isKnown = (row: Row): boolean => row[0] !== null && other.rows.some(([key]) => key === row[0])
      return [out('rows', plan.project(known, input.columns), rows.filter(isKnown))]
    }
    case 'fill': {
      const fn = (['previous-value', 'next-value', 'most-frequent'] as const)[pick % 3]!
      const filled = plan.window(input, pick % 2 === 0 ? [col(k)] : [], [{ name: 'n', fn, value: col(n) }])
      const same = (row: Row): readonly Row[] => (pick % 2 === 0 ? rows.filter((other) => other[0] === row[0]) : rows)
      return [
        out(
          'rows',
          plan.project(filled, [k, filled.columns[2]!]),
          rows.map((row) => [row[0], filling(fn, same(row), row)]),
        ),
      ]
    }
  }
}

/** What a window tells a row of those it looks at, its own included. */
function filling(fn: 'previous-value' | 'next-value' | 'most-frequent', rows: readonly Row[], row: Row): string | null {
  const place = rows.indexOf(row)
  const values = (of: readonly Row[]): readonly string[] => of.flatMap(([, value]) => value ?? [])
  if (fn === 'previous-value') return values(rows.slice(0, place + 1)).at(-1) ?? null
  if (fn === 'next-value') return values(rows.slice(place))[0] ?? null
  const all = values(rows)
  const times = (value: string): number => all.filter((other) => other === value).length
  return all.find((value) => times(value) === Math.max(...all.map(times))) ?? null
}

/** As `ORDER BY … DESC NULLS LAST` compares. */
const descending = (a: string | null, b: string | null): number => (a === null || b === null ? compare(a, b) : -compare(a, b))

function join({ plan, from, other, pick, out }: Inner): readonly Port[] {
  const kind = KINDS[pick % KINDS.length]!
  const [left, right] = [from.relation, other.relation]
  const [k, n] = columns(left)
  const [k2, n2] = columns(right)
  const on = [{ left: col(k), right: col(k2) }]
  const matches = (row: Row): readonly Row[] => other.rows.filter(([key]) => key !== null && key === row[0])
  if (kind === 'semi' || kind === 'anti') {
    const own = left.columns.map((c) => ({ name: c.name, type: c.type, side: 'left' as const, source: c.id }))
    const joined = plan.join({ kind, left, right, on, columns: own })
    const keeps = (row: Row): boolean => matches(row).length > 0 === (kind === 'semi')
    return [
      out('rows', joined, from.rows.filter(keeps)),
      out('removed', plan.removed(joined, left.columns), from.rows.filter((row) => !keeps(row))),
    ] // prettier-ignore
  }
  const joined = plan.join({
    kind, left, right, on,
    columns: [
      { name: 'k', type: TEXT, side: 'both', source: k.id, other: k2.id },
      { name: 'n', type: TEXT, side: 'both', source: n.id, other: n2.id },
    ],
  }) // prettier-ignore
  const pairs = from.rows.flatMap((row): Row[] => matches(row).map((match) => [row[0], row[1] ?? match[1]]))
  const leftRows = from.rows.flatMap((row): Row[] => {
    const found = matches(row)
    return found.length === 0 ? [row] : found.map((match): Row => [row[0], row[1] ?? match[1]])
  })
  const alone = other.rows.filter(([key]) => key === null || !from.rows.some((row) => row[0] === key))
  const leftAlone = from.rows.filter((row) => matches(row).length === 0)
  const rows = { inner: pairs, left: leftRows, right: [...pairs, ...alone], full: [...leftRows, ...alone] }[kind]
  const ports = [out('rows', joined, rows)]
  if (kind === 'inner' || kind === 'right') ports.push(out('unmatched-left', plan.unmatched(joined, 'left', left.columns), leftAlone))
  if (kind === 'inner' || kind === 'left') ports.push(out('unmatched-right', plan.unmatched(joined, 'right', right.columns), alone))
  return ports
}
