import type { AnyNode } from '../kit/node.ts'
import { cleanFilter } from './filter.node.ts'

/** What makes values and rows right. */
export const clean: readonly AnyNode[] = [cleanFilter]
