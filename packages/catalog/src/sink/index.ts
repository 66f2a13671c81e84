import type { AnyNode } from '../kit/node.ts'
import { sinkCsv } from './csv.node.ts'

/** Where rows go. */
export const sink: readonly AnyNode[] = [sinkCsv]
