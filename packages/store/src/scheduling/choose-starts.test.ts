import { expect, test } from 'vitest'
import { chooseStarts, MOST_AT_ONCE, MOST_WAITING, REGULAR, type Choice, type ReadyTick } from './choose-starts.ts'

const ticks = (count: number, change: Partial<ReadyTick> = {}): readonly ReadyTick[] =>
  Array.from({ length: count }, (_, i) => ({
    id: BigInt(i),
    due: new Date(i * 1_000),
    series: REGULAR,
    reason: null,
    place: i + 1,
    ...change,
  }))
const lane = (running: number) => ({ runs: Array.from({ length: running }, (_, i) => `run ${i}`), atOnce: 1 })
const allow = { overlap: 'allow', published: true } as const
const types = (choices: readonly Choice[]) => choices.map(({ type }) => type)

test('where runs may overlap, no more than a hundred of one schedule are under way; the others wait and none is lost', () => {
  const choices = chooseStarts(ticks(MOST_AT_ONCE + 2), lane(3), allow)
  expect(types(choices).filter((type) => type === 'start')).toHaveLength(MOST_AT_ONCE - 3)
  expect(choices.slice(MOST_AT_ONCE - 3)).toMatchObject(Array.from({ length: 5 }, () => ({ type: 'wait', reason: 'queued' })))
})

test('what waited starts as soon as there is room', () => {
  const waiting = ticks(2, { reason: 'queued' })
  expect(types(chooseStarts(waiting, lane(MOST_AT_ONCE), allow))).toEqual([])
  expect(types(chooseStarts(waiting, lane(MOST_AT_ONCE - 1), allow))).toEqual(['start'])
})

test('missed ticks that are caught up on still run one after another', () => {
  expect(types(chooseStarts(ticks(3, { reason: 'catch-up' }), lane(0), allow))).toEqual(['start'])
})

test('a schedule that falls further and further behind says so', () => {
  const [choice] = chooseStarts(ticks(1, { place: MOST_WAITING + 1 }), lane(MOST_AT_ONCE), allow)
  expect(choice).toMatchObject({ type: 'skip', reason: 'queue-full' })
})
