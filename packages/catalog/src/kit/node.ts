import type { Json, Problem, Severity } from '@sluice/flow'
import type { Column, NodePlan, Relation, Scalar } from '@sluice/plan'
import type { ConfigOf, Fields } from './fields.ts'

export type NodeGroup = 'source' | 'clean' | 'map' | 'combine' | 'check' | 'sink' | 'flow'

export interface InputPort {
  readonly name: string
  /** Takes any number of connections, ordered by `to.index`. */
  readonly many?: boolean
  /** Default true. */
  readonly required?: boolean
}

export interface OutputPort {
  readonly name: string
  /** `rows` goes on; `rejected`, `removed`, `conflicts` and `unmatched-*` are drawn as side ports. */
  readonly role: 'rows' | 'rejected' | 'removed' | 'conflicts' | 'unmatched'
}

/** What a node knows while it is lowered. All problems go through `problem`; returning less than all ports is fine after an error. */
export interface LowerContext<C> {
  readonly config: C
  readonly plan: NodePlan
  /** The relation that arrives at a port with one connection; undefined when upstream has errors or nothing is connected. */
  readonly input: (port?: string) => Relation | undefined
  /** The relations that arrive at a port with many connections, in order, with the label of the node each comes from. */
  readonly inputs: (port: string) => readonly { readonly relation: Relation; readonly label: string; readonly node: string }[]
  readonly problem: (severity: Severity, code: string, path: readonly (string | number)[], params?: Problem['params']) => void
  /** The column of that name (exact, then unique case-insensitive match); reports `unknown-column` with the nearest name. */
  readonly column: (relation: Relation, name: string, path: readonly (string | number)[]) => Column | undefined
  /** Parses and types an expression over the relation's columns; reports problems with positions in `params.from`/`params.to`. */
  readonly expression: (relation: Relation, text: string, path: readonly (string | number)[]) => Scalar | undefined
  readonly zone: string
  /** The flow's parameters that have a value. */
  readonly parameters: Readonly<Record<string, string>>
}

/** A sentence of the locale file: `nodes.<type>.summary.<key>` with parameters. */
export interface Summary {
  readonly key: string
  readonly params?: Readonly<Record<string, string | number | undefined>>
}

/** What leaves a node, by port. A port is left out when its columns can't be known. */
export type Leaving = Readonly<Record<string, Relation | undefined>>

/** A kind of node: everything the form, the checks, the plan and the docs need, in one record. */
export interface NodeDefinition<F extends Fields = Fields> {
  /** `<group>.<name>`, e.g. `clean.trim`. */
  readonly type: string
  readonly version: number
  readonly group: NodeGroup
  /** Name of a Tabler icon in kebab-case, e.g. `file-text`. */
  readonly icon: string
  readonly fields: F
  readonly inputs: readonly InputPort[]
  readonly outputs: readonly OutputPort[]
  /** What the settings do, in one sentence. Must work on any valid config. */
  readonly summary: (config: ConfigOf<F>) => Summary
  /** Turns settings into operators, and so tells the columns at every port. Pure. Adds problems for settings that can't work. */
  readonly lower: (context: LowerContext<ConfigOf<F>>) => Leaving
  /** For sources: the connector's probe can fill in the settings from the data. */
  readonly probe?: boolean
  /** Turns the config of version n (key) into version n + 1. */
  readonly migrations?: Readonly<Record<number, (config: Readonly<Record<string, Json>>) => Readonly<Record<string, Json>>>>
}

/** A definition with the type of its settings erased; configs are validated by `readConfig` before they reach it. */
export type AnyNode = Omit<NodeDefinition, 'summary' | 'lower'> & {
  readonly summary: (config: never) => Summary
  readonly lower: (context: LowerContext<never>) => Leaving
}

export const defineNode = <F extends Fields>(definition: NodeDefinition<F>): NodeDefinition<F> => definition

export const ROWS_IN: readonly InputPort[] = [{ name: 'rows' }]
export const ROWS: OutputPort = { name: 'rows', role: 'rows' }
export const REJECTED: OutputPort = { name: 'rejected', role: 'rejected' }
export const REMOVED: OutputPort = { name: 'removed', role: 'removed' }
export const CONFLICTS: OutputPort = { name: 'conflicts', role: 'conflicts' }
export const UNMATCHED_LEFT: OutputPort = { name: 'unmatched-left', role: 'unmatched' }
export const UNMATCHED_RIGHT: OutputPort = { name: 'unmatched-right', role: 'unmatched' }
