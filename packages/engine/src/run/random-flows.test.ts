import fc from 'fast-check'
import { expect, test } from 'vitest'
import { play, type Port, type Row } from '../test/model-flow.ts'
import { runPlan } from '../test/run-plan.ts'

const row = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', '', null), fc.constantFrom('x', 'y', 'z', '', null))
const move = fc.record({
  op: fc.constantFrom('filter', 'split', 'project', 'dedupe', 'limit', 'sort', 'union', 'join', 'aggregate', 'count', 'fill', 'exists'),
  a: fc.nat(100),
  b: fc.nat(100),
  pick: fc.nat(29),
} as const)

const csv = (rows: readonly Row[]): string =>
  ['k,n', ...rows.map((r) => r.map((value) => (value === null ? '' : value === '' ? '""' : value)).join(','))].join('\n') + '\n'

test('random flows keep the law of rows and give exactly the rows that a model gives, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 12 }),
      fc.array(row, { maxLength: 8 }),
      fc.array(move, { minLength: 1, maxLength: 9 }),
      async (first, second, moves) => {
        const sinks: Port[] = []
        const { files, broken, counts } = await runPlan((builder) => {
          const ports: Port[] = [first, second].map((rows, i) => {
            const relation = builder.forNode(`s${i}`).values(['k', 'n'], rows)
            builder.output({ node: `s${i}`, port: 'rows', relation: relation.id })
            return { node: `s${i}`, port: 'rows', relation, rows }
          })
          moves.forEach((m, i) => ports.push(...play(builder, `n${i}`, m, ports)))
          // Every other port has a sink, so that some are read by nothing, some by several.
          for (const [i, port] of ports.entries()) {
            if (i % 2 === 1 && i < ports.length - 1) continue
            sinks.push(port)
            builder.input({ node: `w${i}`, port: 'rows', index: 0, from: { node: port.node, port: port.port }, relation: port.relation.id })
            builder
              .forNode(`w${i}`)
              .write(port.relation, 'csv', { path: `${port.node}-${port.port}.csv` }, port.relation.columns.slice(0, 2))
          }
        })
        expect(broken).toEqual([])
        for (const { node, port, rows } of sinks) {
          expect(files[`${node}-${port}.csv`], `${node}.${port}`).toBe(
            csv(rows).replace('k,n', files[`${node}-${port}.csv`]?.split('\n')[0] ?? ''),
          )
          expect(counts[node]?.out[port]).toBe(rows.length)
        }
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)
