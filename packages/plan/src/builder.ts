import type { Aggregate, Aside, ConnectorConfig, Failure, FirstPerKey, Join, Plan, PortInput, PortOutput, Relation, Sort, WindowFunction } from './relation.ts' // prettier-ignore
import { ERROR_COLUMNS, errorColumnType } from './relation.ts'
import type { Scalar } from './scalar.ts'
import { BOOLEAN, INTEGER, TEXT, type Column, type ColumnId, type DataType } from './types.ts'

/** A column that a node adds: a name and a type; the plan gives it an id. */
export interface NewColumn {
  readonly name: string
  readonly type: DataType
}

type Draft<R extends Relation> = R extends unknown ? Omit<R, 'id'> : never

/** Builds a plan operator by operator. One builder per flow; `forNode` narrows it to one node. */
export class PlanBuilder {
  readonly #relations: Relation[] = []
  readonly #outputs: PortOutput[] = []
  readonly #inputs: PortInput[] = []
  #nextColumn = 0

  forNode(node: string): NodePlan {
    return new NodePlan(this, node)
  }

  column(column: NewColumn): Column {
    return { id: `c${this.#nextColumn++}`, name: column.name, type: column.type }
  }

  add(draft: Draft<Relation>): Relation {
    const relation = { ...draft, id: `r${this.#relations.length}` } as Relation
    this.#relations.push(relation)
    return relation
  }

  output(output: PortOutput): void {
    this.#outputs.push(output)
  }

  input(input: PortInput): void {
    this.#inputs.push(input)
  }

  build(): Plan {
    return { relations: [...this.#relations], outputs: [...this.#outputs], inputs: [...this.#inputs] }
  }
}

/** An entry of `project`: a column of the input kept as it is (renamed when `name` differs), or a computed one. */
export type ProjectEntry = Column | { readonly name: string; readonly value: Scalar }

/** What a node may add to the plan; every operator is tagged with the node. */
export class NodePlan {
  constructor(
    private readonly builder: PlanBuilder,
    readonly node: string,
  ) {}

  /** Reads rows through a connector; every column is text unless it is a list or a record. */
  scan(connector: string, config: ConnectorConfig, columns: readonly NewColumn[]): Relation {
    return this.builder.add({ op: 'scan', node: this.node, connector, config, columns: columns.map((c) => this.builder.column(c)) })
  }

  values(names: readonly string[], rows: readonly (readonly (string | null)[])[]): Relation {
    const columns = names.map((name) => this.builder.column({ name, type: TEXT }))
    return this.builder.add({ op: 'values', node: this.node, columns, rows })
  }

  /** Exactly these columns leave, in this order. A kept column keeps its id, so a rename costs nothing. */
  project(input: Relation, entries: readonly ProjectEntry[]): Relation {
    const assign: { id: ColumnId; value: Scalar }[] = []
    const columns = entries.map((entry) => {
      if ('id' in entry) return entry
      const column = this.builder.column({ name: entry.name, type: entry.value.type })
      assign.push({ id: column.id, value: entry.value })
      return column
    })
    return this.builder.add({ op: 'project', node: this.node, input: input.id, columns, assign })
  }

  /** The input with some columns computed anew in their place and others added at the end. */
  replace(input: Relation, changes: ReadonlyMap<ColumnId, Scalar>, added: readonly { name: string; value: Scalar }[] = []): Relation {
    const kept = input.columns.map((column): ProjectEntry => {
      const value = changes.get(column.id)
      return value === undefined ? column : { name: column.name, value }
    })
    return this.project(input, [...kept, ...added])
  }

  filter(input: Relation, predicate: Scalar): Relation {
    return this.builder.add({ op: 'filter', node: this.node, input: input.id, columns: input.columns, predicate })
  }

  split(input: Relation, failures: readonly Failure[]): Relation {
    return this.builder.add({ op: 'split', node: this.node, input: input.id, columns: input.columns, failures })
  }

  /** The rejected rows of splits or scans: the node's input columns as text, then the error columns. */
  rejected(from: readonly Relation[], nodeInput: readonly Column[]): Relation {
    // Rows that were rejected before already carry error columns; those of this node get the plain names.
    const taken = new Set<string>(ERROR_COLUMNS)
    const own = nodeInput.map(({ name }) => {
      let free = name
      while (taken.has(free)) free = `${free} (before)`
      taken.add(free)
      return free
    })
    const columns = [
      ...own.map((name) => this.builder.column({ name, type: TEXT })),
      ...ERROR_COLUMNS.map((name) => this.builder.column({ name, type: errorColumnType(name) })),
    ]
    return this.#aside(from, 'rejected', columns, nodeInput)
  }

  /** The rows that a filter, limit, first-per-key, semi or anti join let go: the node's input columns, ids kept. */
  removed(from: Relation, nodeInput: readonly Column[]): Relation {
    return this.#aside([from], 'removed', nodeInput)
  }

  unmatched(join: Relation, side: 'left' | 'right', columns: readonly Column[]): Relation {
    return this.#aside([join], side === 'left' ? 'unmatched-left' : 'unmatched-right', columns)
  }

  #aside(from: readonly Relation[], port: Aside['port'], columns: readonly Column[], source = columns): Relation {
    return this.builder.add({
      op: 'aside',
      node: this.node,
      from: from.map((r) => r.id),
      source: source.map((c) => c.id),
      port,
      columns,
    })
  }

  join(spec: {
    readonly kind: Join['kind']
    readonly left: Relation
    readonly right: Relation
    readonly on: Join['on']
    readonly columns: readonly (NewColumn & {
      readonly side: 'left' | 'right' | 'both'
      readonly source: ColumnId
      readonly other?: ColumnId
    })[]
  }): Relation {
    const columns = spec.columns.map((c) => this.builder.column(c))
    const from = spec.columns.map((c, i) => ({ id: columns[i]!.id, side: c.side, source: c.source, other: c.other }))
    return this.builder.add({
      op: 'join',
      node: this.node,
      kind: spec.kind,
      left: spec.left.id,
      right: spec.right.id,
      on: spec.on,
      from,
      columns,
    })
  }

  union(columns: readonly NewColumn[], inputs: readonly { relation: Relation; columns: readonly (ColumnId | null)[] }[]): Relation {
    return this.builder.add({
      op: 'union',
      node: this.node,
      columns: columns.map((c) => this.builder.column(c)),
      inputs: inputs.map((i) => ({ relation: i.relation.id, columns: i.columns })),
    })
  }

  aggregate(
    input: Relation,
    keys: readonly { readonly name: string; readonly value: Scalar }[],
    measures: readonly ({ readonly name: string; readonly type: DataType } & Omit<Aggregate['measures'][number], 'id'>)[],
  ): Relation {
    const keyColumns = keys.map((k) => this.builder.column({ name: k.name, type: k.value.type }))
    const measureColumns = measures.map((m) => this.builder.column(m))
    return this.builder.add({
      op: 'aggregate',
      node: this.node,
      input: input.id,
      columns: [...keyColumns, ...measureColumns],
      keys: keys.map((k, i) => ({ id: keyColumns[i]!.id, value: k.value })),
      measures: measures.map(({ name: _name, type: _type, ...m }, i) => ({ ...m, id: measureColumns[i]!.id })),
    })
  }

  firstPerKey(input: Relation, keys: readonly Scalar[], orderBy: FirstPerKey['orderBy'], ties: FirstPerKey['ties']): Relation {
    return this.builder.add({ op: 'first-per-key', node: this.node, input: input.id, columns: input.columns, keys, orderBy, ties })
  }

  sort(input: Relation, by: Sort['by']): Relation {
    return this.builder.add({ op: 'sort', node: this.node, input: input.id, columns: input.columns, by })
  }

  limit(input: Relation, offset: number, count: number): Relation {
    return this.builder.add({ op: 'limit', node: this.node, input: input.id, columns: input.columns, offset, count })
  }

  expand(input: Relation, list: Column, element: NewColumn, keepEmpty: boolean): Relation {
    const column = this.builder.column(element)
    return this.builder.add({
      op: 'expand',
      node: this.node,
      input: input.id,
      list: list.id,
      element: column.id,
      keepEmpty,
      columns: [...input.columns, column],
    })
  }

  /** The input with a column more for each of `added`, behind its own. */
  window(
    input: Relation,
    keys: readonly Scalar[],
    added: readonly { readonly name: string; readonly fn: WindowFunction; readonly value?: Scalar }[],
  ): Relation {
    const columns = added.map(({ name, value }) => this.builder.column({ name, type: value?.type ?? INTEGER }))
    return this.builder.add({
      op: 'window',
      node: this.node,
      input: input.id,
      keys,
      added: added.map(({ name: _name, ...rest }, i) => ({ ...rest, id: columns[i]!.id })),
      columns: [...input.columns, ...columns],
    })
  }

  /** The input with a yes/no column more for each of `marks`, behind its own. */
  exists(
    input: Relation,
    other: Relation,
    marks: readonly { readonly name: string; readonly value: Scalar; readonly among: Scalar }[],
  ): Relation {
    const columns = marks.map(({ name }) => this.builder.column({ name, type: BOOLEAN }))
    return this.builder.add({
      op: 'exists',
      node: this.node,
      input: input.id,
      other: other.id,
      marks: marks.map(({ value, among }, i) => ({ id: columns[i]!.id, value, among })),
      columns: [...input.columns, ...columns],
    })
  }

  write(input: Relation, connector: string, config: ConnectorConfig, columns: readonly Column[] = input.columns): Relation {
    return this.builder.add({ op: 'write', node: this.node, input: input.id, connector, config, columns })
  }
}
