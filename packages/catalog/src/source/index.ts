import type { AnyNode } from '../kit/node.ts'
import { sourceCsv } from './csv.node.ts'

/** Where rows come from. */
export const source: readonly AnyNode[] = [sourceCsv]
