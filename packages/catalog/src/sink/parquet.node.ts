import { boolean, choice, file } from '../kit/fields.ts'
import { defineNode, ROWS_IN } from '../kit/node.ts'
import { applyOrder } from './apply-order.ts'
import { checkPartition, partitionBy } from './partition.ts'
import { writeTo } from './write-to.ts'

/** Writes a Parquet file. */
export const sinkParquet = defineNode({
  type: 'sink.parquet',
  version: 1,
  group: 'sink',
  icon: 'database-export',
  fields: {
    path: file({ write: true, accept: ['.parquet'] }),
    compression: choice(['zstd', 'snappy', 'none'], 'zstd', { advanced: true }),
    partitionBy: partitionBy(),
    anyOrder: boolean(false, { advanced: true }),
    order: applyOrder(),
  },
  inputs: ROWS_IN,
  outputs: [],
  summary: ({ path }) => (path === '' ? { key: 'empty' } : { key: 'file', params: { path } }),
  lower: (context) =>
    writeTo(context, 'parquet', (input) => {
      checkPartition(context, input)
    }),
})
