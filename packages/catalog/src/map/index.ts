import type { AnyNode } from '../kit/node.ts'
import { mapAddColumn } from './add-column.node.ts'
import { mapAggregate } from './aggregate.node.ts'
import { mapLimit } from './limit.node.ts'
import { mapSelect } from './select.node.ts'
import { mapSort } from './sort.node.ts'
import { mapValueMap } from './value-map.node.ts'

/** What gives rows another shape. */
export const map: readonly AnyNode[] = [mapSelect, mapAddColumn, mapValueMap, mapAggregate, mapSort, mapLimit]
