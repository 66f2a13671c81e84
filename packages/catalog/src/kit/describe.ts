import type { Json } from '@sluice/flow'
import { nodeDefinitions } from '../registry.ts'
import type { AnyNode } from './node.ts'

/** A kind of node as plain data, for programs that make flows: fields with their defaults, ports, version. */
export interface NodeDescription {
  readonly [key: string]: Json
}

/** A deep copy that holds nothing but JSON: absent settings stay away. */
function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, plain(item)]])))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** What a program needs to know of a kind of node. */
export const describeNode = ({ type, version, group, icon, fields, inputs, outputs, probe }: AnyNode): NodeDescription => ({
  type, version, group, icon, fields: plain(fields), inputs: plain(inputs), outputs: plain(outputs), probe: probe === true,
}) // prettier-ignore

/** Every kind of node as plain data. */
export const describeCatalog = (): readonly NodeDescription[] => nodeDefinitions.map(describeNode)
