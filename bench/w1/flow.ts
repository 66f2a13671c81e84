import type { Flow } from '@sluice/flow'
import { edge, flowOf, node, textColumns } from '../flow-parts.ts'
import { W1_COLUMNS } from './generate.ts'

const EMAIL = '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$'
const PLAIN_NUMBER = { groupMark: 'none', currency: false, percent: false, units: false, parentheses: false }

/** W1 as an analyst would draw it: one source, seven steps, an output and a file of rejects. */
export const w1Flow = (input: string): Flow =>
  flowOf(
    'W1',
    [
      node('orders', 'source.csv', { path: input, encoding: 'utf-8', columns: textColumns(W1_COLUMNS) }),
      node('trim', 'clean.trim', { columns: ['email'], mode: 'ends' }),
      node('lower', 'clean.case', { columns: ['email'], mode: 'lower' }),
      node('emails', 'clean.filter', { conditions: [{ column: 'email', operator: 'matches', value: EMAIL }] }),
      node('amounts', 'clean.parse-number', { columns: ['amount'], type: 'decimal(12,2)', ...PLAIN_NUMBER }),
      node('dates', 'clean.parse-date', { columns: ['order_date'], formats: ['yyyy-MM-dd'] }),
      node('latest', 'clean.remove-duplicates', { columns: ['customer_id'], keep: 'greatest', by: 'order_date', ties: 'last' }),
      node('derive', 'map.add-column', {
        columns: [
          { name: 'gross', expression: 'amount * 1.19' },
          { name: 'year', expression: 'year(order_date)' },
          { name: 'label', expression: "concat(upper(country), '-', customer_id)" },
        ],
      }),
      node('result', 'sink.csv', { path: 'result.csv', escapeFormulas: false }),
      node('bad', 'combine.union'),
      node('rejects', 'sink.csv', { path: 'rejects.csv', escapeFormulas: false }),
    ],
    [
      edge('orders', 'trim'),
      edge('trim', 'lower'),
      edge('lower', 'emails'),
      edge('emails', 'amounts'),
      edge('amounts', 'dates'),
      edge('dates', 'latest'),
      edge('latest', 'derive'),
      edge('derive', 'result'),
      edge('amounts.rejected', 'bad.in', 0),
      edge('dates.rejected', 'bad.in', 1),
      edge('bad', 'rejects'),
    ],
  )
