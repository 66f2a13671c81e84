import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FLOW_VERSION } from './document.ts'
import { flowArbitrary } from './flow.fixture.ts'
import { loadFlow, saveFlow } from './load.ts'
import { migrate, migrations } from './migrate.ts'

const codes = (input: unknown): readonly string[] => loadFlow(input).problems.map((p) => p.code)
const withNode = (node: object): string => JSON.stringify({ sluice: 1, name: 'x', nodes: [{ id: 'a', type: 'source.csv', ...node }] })

test('load, save and load again give the same flow and the same text', () => {
  fc.assert(
    fc.property(flowArbitrary, (flow) => {
      const text = saveFlow(flow)
      const { flow: loaded, problems } = loadFlow(text)
      expect(problems).toEqual([])
      expect(loaded).toEqual(flow)
      expect(loaded && saveFlow(loaded)).toBe(text)
    }),
    { numRuns: 150 },
  )
})

describe('refuses', () => {
  test.each([
    ['not-a-flow', '[]'],
    ['not-a-flow', '{"name":"x"}'],
    ['flow-not-json', '{"sluice":1,'],
    ['newer-flow-version', '{"sluice":2,"name":"x"}'],
    ['flow-too-deep', `{"sluice":1,"name":"x","nodes":${'['.repeat(1_000_000)}`],
    ['forbidden-key', '{"sluice":1,"name":"x","__proto__":{}}'],
    ['forbidden-key', withNode({ config: { a: { constructor: 1 } } })],
    ['unknown-key', '{"sluice":1,"name":"x","extra":1}'],
    ['wrong-type', '{"sluice":1,"name":5}'],
    ['too-little', '{"sluice":1,"name":""}'],
    ['invalid-id', withNode({ id: 'A b' })],
    ['not-allowed', '{"sluice":1,"name":"x","parameters":[{"name":"p","type":"list"}]}'],
  ])('%s: %s', (code, text) => expect(codes(text.slice(0, 2_000_000))).toEqual([code]))

  test('a text beyond the size limit', () => expect(codes(' '.repeat(20 * 1024 * 1024 + 1))).toEqual(['flow-too-large']))

  test('a value that nests endlessly', () => {
    const loop: Record<string, unknown> = { sluice: 1, name: 'x' }
    loop['nodes'] = loop
    expect(codes(loop)).toEqual(['flow-too-deep'])
  })

  test('any text without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(loadFlow(text).flow).toBeUndefined()
      }),
    )
  })

  test('with the path of what is wrong', () => {
    expect(loadFlow(withNode({ disabled: 'no' })).problems[0]?.path).toEqual(['nodes', 0, 'disabled'])
  })
})

test('a text with brackets in it and a byte order mark load', () => {
  expect(codes(`\uFEFF${withNode({ label: '['.repeat(100) + '\\"' })}`)).toEqual([])
})

test('migrations run one after another up to the current version', () => {
  const steps = {
    1: (d: Readonly<Record<string, unknown>>) => ({ ...d, title: d['name'] }),
    2: ({ name: _name, ...d }: Readonly<Record<string, unknown>>) => d,
  }
  expect(migrate({ sluice: 1, name: 'x' }, steps, 3)).toEqual({ document: { sluice: 3, title: 'x' } })
  expect(migrate({ sluice: 1, name: 'x' }, {}, 2)).toMatchObject({ problem: { code: 'no-migration' } })
})

test('there is a migration from every older version and no other', () => {
  expect(Object.keys(migrations)).toEqual(Array.from({ length: FLOW_VERSION - 1 }, (_, older) => String(older + 1)))
})

test('a flow of the current version is left as it is', () => {
  fc.assert(
    fc.property(flowArbitrary, (flow) => {
      expect(migrate(flow, migrations)).toEqual({ document: flow })
    }),
    { numRuns: 50 },
  )
})
