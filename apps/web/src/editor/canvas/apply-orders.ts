import { findDefinition } from '@sluice/catalog'
import type { Flow } from '@sluice/flow'

/** What a sink whose order nobody has set goes by. */
const USUAL = 1

/**
 * The number by which each sink shows its result once all of them are ready. Empty where the numbers of a flow are all the same:
 * then sinks go as they are drawn, and there is nothing to tell.
 */
export function applyOrders({ nodes }: Pick<Flow, 'nodes'>): ReadonlyMap<string, number> {
  const orders = new Map<string, number>()
  for (const { id, type, config, disabled } of nodes) {
    const definition = findDefinition(type)
    if (definition?.group !== 'sink' || disabled || !Object.hasOwn(definition.fields, 'order')) continue
    const order = config['order']
    orders.set(id, typeof order === 'number' ? order : USUAL)
  }
  return new Set(orders.values()).size > 1 ? orders : new Map()
}
