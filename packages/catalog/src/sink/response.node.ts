import { boolean, choice, number } from '../kit/fields.ts'
import { defineNode, ROWS_IN } from '../kit/node.ts'
import { writeTo } from './write-to.ts'

/** Answers the request of an endpoint with the rows as JSON. In a run without a request the answer is kept with the run. */
export const sinkResponse = defineNode({
  type: 'sink.response',
  version: 1,
  group: 'sink',
  icon: 'message-reply',
  fields: {
    shape: choice(['list', 'one'], 'list'),
    status: number({ default: 200, min: 200, max: 599 }),
    omitMissing: boolean(false),
  },
  inputs: ROWS_IN,
  outputs: [],
  summary: ({ shape, status }) => ({ key: shape, params: { status } }),
  lower: (context) => writeTo(context, 'response'),
})
