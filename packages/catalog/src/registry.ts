import { source } from './source/index.ts'
import { clean } from './clean/index.ts'
import { combine } from './combine/index.ts'
import { map } from './map/index.ts'
import { sink } from './sink/index.ts'
import { nearestName } from './kit/nearest-name.ts'
import type { AnyNode } from './kit/node.ts'

/** Every kind of node, in the order of the palette. */
export const nodeDefinitions: readonly AnyNode[] = [...source, ...clean, ...map, ...combine, ...sink]

const byType = new Map(nodeDefinitions.map((definition) => [definition.type, definition]))

/** The definition of a node type; undefined when this program does not know it. */
export const findDefinition = (type: string): AnyNode | undefined => byType.get(type)

/** The known node type a person most likely meant. */
export const nearestType = (type: string): string | undefined => nearestName(type, [...byType.keys()])
