import { defineNode, ROWS_IN } from '../kit/node.ts'
import { writeTo } from './write-to.ts'

/** Keeps the rows with the run, to be looked at there. */
export const sinkTable = defineNode({
  type: 'sink.table',
  version: 1,
  group: 'sink',
  icon: 'table',
  fields: {},
  inputs: ROWS_IN,
  outputs: [],
  summary: () => ({ key: 'table' }),
  lower: (context) => writeTo(context, 'table'),
})
