import type { ConnectorConfig, Relation } from '@sluice/plan'
import type { Leaving, LowerContext } from '../kit/node.ts'

/** The operators of a sink: what arrives is written through a connector with the node's settings. */
export function writeTo(context: LowerContext<ConnectorConfig>, connector: string, check?: (input: Relation) => void): Leaving {
  const input = context.input()
  if (input === undefined) return {}
  check?.(input)
  context.plan.write(input, connector, context.config)
  return {}
}
