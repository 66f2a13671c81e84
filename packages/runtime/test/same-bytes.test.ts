import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { columns, edge, node, runOn } from './flow-run.ts'

/** Enough rows for several row groups, so that both threads have work. */
const ROWS = 150_000

function orders(): string {
  const lines = ['id,customer,amount']
  let state = 7
  for (let i = 0; i < ROWS; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    lines.push(`${i},C${state % 8_000},${(state % 100_000) / 7}`)
  }
  return `${lines.join('\n')}\n`
}
const customers = `customer,name\n${Array.from({ length: 20_000 }, (_, i) => `C${i},Name ${i % 977}`).join('\n')}\n`

test('the same input gives the same bytes each time on two threads, through join, merge with conflicts, groups with floating sums, and duplicates removed', async () => {
  const files = { 'orders.csv': orders(), 'customers.csv': customers }
  const digests = new Set<string>()
  for (let run = 0; run < 3; run++) {
    const ran = await runOn({
      files,
      nodes: [
        node('orders', 'source.csv', { path: 'orders.csv', columns: columns('id', 'customer', 'amount:float') }),
        node('customers', 'source.csv', { path: 'customers.csv', columns: columns('customer', 'name') }),
        node('join', 'combine.join', { kind: 'left', keys: [{ left: 'customer', right: 'customer' }] }),
        node('latest', 'clean.remove-duplicates', { columns: ['customer'], keep: 'last' }),
        node('totals', 'map.aggregate', { columns: ['name'], measures: [{ name: 'total', function: 'sum', column: 'amount' }] }),
        node('merged', 'combine.merge', { columns: ['customer'], rule: 'most-frequent' }),
        node('rows', 'sink.csv', { path: 'rows.csv' }),
        node('groups', 'sink.csv', { path: 'groups.csv' }),
        node('both', 'sink.csv', { path: 'both.csv' }),
        node('conflicts', 'sink.csv', { path: 'conflicts.csv' }),
      ],
      edges: [
        edge('orders', 'join.left'),
        edge('customers', 'join.right'),
        edge('join', 'latest'),
        edge('join', 'totals'),
        edge('latest', 'rows'),
        edge('totals', 'groups'),
        edge('orders', 'merged.in', 0),
        edge('latest', 'merged.in', 1),
        edge('merged', 'both'),
        edge('merged.conflicts', 'conflicts'),
      ],
    })
    expect(ran.result.problems.filter((p) => p.severity === 'error')).toEqual([])
    const hash = createHash('sha256')
    for (const name of ['rows', 'groups', 'both', 'conflicts']) hash.update(await ran.output(`${name}.csv`))
    expect((await ran.output('conflicts.csv')).split('\n').length).toBeGreaterThan(8_000)
    digests.add(hash.digest('hex'))
  }
  expect(digests.size).toBe(1)
})
