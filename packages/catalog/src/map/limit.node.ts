import { number } from '../kit/fields.ts'
import { defineNode, REMOVED, ROWS, ROWS_IN } from '../kit/node.ts'

/** Keeps a number of rows; the others leave at the port `removed`. */
export const mapLimit = defineNode({
  type: 'map.limit',
  version: 1,
  group: 'map',
  icon: 'list-numbers',
  fields: {
    count: number({ default: 100, min: 0, max: Number.MAX_SAFE_INTEGER }),
    offset: number({ default: 0, min: 0, max: Number.MAX_SAFE_INTEGER }),
  },
  inputs: ROWS_IN,
  outputs: [ROWS, REMOVED],
  summary: ({ count, offset }) => ({ key: offset === 0 ? 'first' : 'slice', params: { count, offset } }),
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const limited = context.plan.limit(input, context.config.offset, context.config.count)
    return { rows: limited, removed: context.plan.removed(limited, input.columns) }
  },
})
