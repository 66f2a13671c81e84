import type { FlowParameter } from '@sluice/flow'
import { parseType, TEXT, type ExpressionParameter } from '@sluice/plan'

/** A parameter of the flow as expressions see it, with its default as the value. */
export const expressionParameter = ({ name, type, default: value }: FlowParameter): ExpressionParameter => ({
  name,
  type: parseType(type) ?? TEXT,
  value: value ?? null,
})
