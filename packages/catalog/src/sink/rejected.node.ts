import { defineNode, ROWS_IN } from '../kit/node.ts'
import { writeTo } from './write-to.ts'

/** Puts rows into the inbox of rejected rows. */
export const sinkRejected = defineNode({
  type: 'sink.rejected',
  version: 1,
  group: 'sink',
  icon: 'inbox',
  fields: {},
  inputs: ROWS_IN,
  outputs: [],
  summary: () => ({ key: 'inbox' }),
  lower: (context) => writeTo(context, 'rejected'),
})
