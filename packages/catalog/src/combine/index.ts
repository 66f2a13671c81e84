import type { AnyNode } from '../kit/node.ts'
import { combineJoin } from './join.node.ts'
import { combineMerge } from './merge.node.ts'
import { combineUnion } from './union.node.ts'

/** What puts several inputs together. */
export const combine: readonly AnyNode[] = [combineJoin, combineUnion, combineMerge]
