import type { AnyNode } from '@sluice/catalog'
import type { RunDto } from '@sluice/contract'
import type { Flow, FlowEdge, FlowNode, FlowNote, Severity } from '@sluice/flow'
import type { Edge, Node, NodeProps } from '@xyflow/react'
import type { Ports } from '../document/kinds.ts'

/** What a run says about one node. */
export type NodeRun = Pick<RunDto['nodes'][string], 'status' | 'counts'>

/** What the canvas shows of a run. */
export interface RunMarks {
  readonly status: RunDto['status']
  readonly nodes: Readonly<Record<string, NodeRun>>
  /** The flow that it ran; absent while that is not known. */
  readonly flow?: Flow
}

export interface CardData extends Record<string, unknown> {
  readonly node: FlowNode
  readonly definition: AnyNode | undefined
  readonly ports: Ports
  readonly run: NodeRun | undefined
  readonly problem: Severity | undefined
  /** Changed since the run, itself or something before it. */
  readonly stale: boolean
  /** Of a sink, where the sinks of the flow differ in it. */
  readonly order: number | undefined
}

export interface NoteData extends Record<string, unknown> {
  readonly note: FlowNote
}

export interface WireData extends Record<string, unknown> {
  readonly edge: FlowEdge
  readonly role: string
  readonly rows: number | undefined
  readonly moving: boolean
}

export type CardNode = Node<CardData, 'card'>
export type NoteNode = Node<NoteData, 'note'>
export type CanvasNode = CardNode | NoteNode
export type Wire = Edge<WireData, 'wire'>

/** What a card or note looks like; where it is is React Flow's. */
export type Look<Of extends CanvasNode> = Pick<NodeProps<Of>, 'data' | 'selected'>

/** A node that only moves is not drawn anew. */
export const sameLook = (a: Look<CanvasNode>, b: Look<CanvasNode>): boolean => a.data === b.data && a.selected === b.selected
