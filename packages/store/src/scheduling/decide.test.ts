import { type Timing } from '@sluice/contract'
import { describe, expect, test } from 'vitest'
import { calendarOf } from './calendar.ts'
import { checkTiming } from './check-timing.ts'
import { chooseStarts, MOST_WAITING, REGULAR, type ReadyTick } from './choose-starts.ts'
import { decideTicks } from './decide.ts'
import { fillDue, unknownNames } from './due-values.ts'
import { jitterOf } from './jitter.ts'

const NOW = Date.parse('2026-05-01T10:00:00Z')
const cron = (expression: string, more: Partial<Timing> = {}): Timing => ({
  kind: 'cron',
  expression,
  zone: 'UTC',
  startsAt: null,
  endsAt: null,
  ...more,
})

describe('missed due times', () => {
  const hourly = calendarOf(cron('0 * * * *'))
  const at = (hour: number): number => Date.parse(`2026-05-01T${String(hour).padStart(2, '0')}:00:00Z`)
  const late = at(10) + 10 * 60_000

  test('skip: one line that stands for all of them', () => {
    expect(decideTicks(hourly, at(7), late, 'skip')).toEqual([{ state: 'skipped', due: at(10), reason: 'missed', covers: 4 }])
  })
  test('once: the last one runs, unless one on time does', () => {
    expect(decideTicks(hourly, at(7), late, 'once')).toEqual([
      { state: 'skipped', due: at(9), reason: 'missed-merged', covers: 3 },
      { state: 'waiting', due: at(10), reason: 'catch-up', covers: 1 },
    ])
    expect(decideTicks(hourly, at(7), at(10) + 5_000, 'once')).toEqual([
      { state: 'skipped', due: at(9), reason: 'missed-merged', covers: 3 },
      { state: 'waiting', due: at(10), reason: null, covers: 1 },
    ])
  })
  test('all: every one runs, oldest first', () => {
    expect(decideTicks(hourly, at(9), late, 'all').map(({ due, reason }) => [due, reason])).toEqual([
      [at(9), 'catch-up'],
      [at(10), 'catch-up'],
    ])
  })
  test('all: at most a thousand; the line for the others says how many', () => {
    const ticks = decideTicks(calendarOf(cron('* * * * *')), NOW - 1_500 * 60_000, NOW + 45_000, 'all')
    expect(ticks.filter(({ state }) => state === 'waiting')).toHaveLength(1_000)
    expect(ticks[0]).toEqual({ state: 'skipped', due: NOW - 1_000 * 60_000, reason: 'missed-too-many', covers: 501 })
  })
  test('a short delay misses nothing, whatever the policy', () => {
    for (const policy of ['skip', 'once', 'all'] as const)
      expect(decideTicks(calendarOf(cron('*/10 * * * * *')), NOW, NOW + 25_000, policy).map(({ reason }) => reason)).toEqual([
        null,
        null,
        null,
      ])
  })
  test('nothing is due yet', () => {
    expect(decideTicks(hourly, at(11), late, 'all')).toEqual([])
  })
})

describe('overlap', () => {
  const tick = (id: number, reason: string | null = null, place = id): ReadyTick => ({
    id: BigInt(id),
    due: new Date(NOW + id),
    series: REGULAR,
    reason,
    place,
  })
  const choose = (overlap: 'skip' | 'queue' | 'cancel-previous' | 'allow', ticks: readonly ReadyTick[], runs: readonly string[] = []) =>
    chooseStarts(ticks, { runs, atOnce: 1 }, { overlap, published: true }).map((choice) =>
      choice.type === 'cancel'
        ? `cancel ${choice.runId}`
        : `${choice.type} ${choice.tick.id}${'reason' in choice ? ` ${choice.reason}` : ''}`,
    )

  test('skip', () => {
    expect(choose('skip', [tick(1), tick(2)])).toEqual(['start 1', 'skip 2 overlap'])
    expect(choose('skip', [tick(1)], ['r'])).toEqual(['skip 1 overlap'])
  })
  test('queue', () => {
    expect(choose('queue', [tick(1), tick(2)], ['r'])).toEqual(['wait 1 queued', 'wait 2 queued'])
    expect(choose('queue', [tick(1, 'queued'), tick(2)])).toEqual(['start 1', 'wait 2 queued'])
    expect(choose('queue', [tick(1, null, MOST_WAITING + 1)], ['r'])).toEqual(['skip 1 queue-full'])
  })
  test('cancel previous: the newest waits for the one it replaces', () => {
    expect(choose('cancel-previous', [tick(1)], ['r'])).toEqual(['cancel r', 'wait 1 cancelling'])
    expect(choose('cancel-previous', [tick(1, 'cancelling')], ['r'])).toEqual([])
    expect(choose('cancel-previous', [tick(1, 'cancelling')])).toEqual(['start 1'])
    expect(choose('cancel-previous', [tick(1, 'cancelling'), tick(2), tick(3)], ['r'])).toEqual([
      'skip 1 superseded',
      'skip 2 superseded',
      'cancel r',
      'wait 3 cancelling',
    ])
    expect(choose('cancel-previous', [tick(1, 'catch-up'), tick(2)])).toEqual(['start 1', 'wait 2 cancelling'])
  })
  test('allow; what is caught up still runs one after another', () => {
    expect(choose('allow', [tick(1), tick(2)], ['r'])).toEqual(['start 1', 'start 2'])
    expect(choose('allow', [tick(1, 'catch-up'), tick(2, 'catch-up')])).toEqual(['start 1'])
    expect(choose('allow', [tick(1, 'catch-up')], ['r'])).toEqual([])
  })
  test('a backfill keeps its own number of runs going; nothing starts unpublished', () => {
    const ticks = [1, 2, 3].map((id) => ({ ...tick(id, 'backfill'), series: 'b' }))
    const started = chooseStarts(ticks, { runs: ['r'], atOnce: 2 }, { overlap: 'skip', published: true })
    expect(started).toMatchObject([{ type: 'start', tick: { id: 1n } }])
    const refused = chooseStarts(ticks, { runs: [], atOnce: 2 }, { overlap: 'skip', published: false })
    expect(refused.map((choice) => choice.type === 'skip' && choice.reason)).toEqual(Array(3).fill('not-published'))
  })
})

test.each<[Partial<Timing>, readonly string[]]>([
  [{ expression: '0 0 30 2 *' }, ['cron-never']],
  [{ expression: '0 0 31 4,6 *' }, ['cron-never']],
  [{ zone: 'Europe/Atlantis' }, ['unknown-zone']],
  [{ zone: 'Europe/Atlantis', expression: '61 * * * *' }, ['unknown-zone', 'cron-out-of-range']],
  [{ startsAt: '2026-06-02T00:00:00Z', endsAt: '2026-06-01T00:00:00Z' }, ['ends-before-start']],
  [{ startsAt: '2026-06-01T00:10:00Z', endsAt: '2026-06-01T00:20:00Z' }, ['schedule-never']],
  [{ endsAt: '2026-04-01T00:00:00Z' }, ['schedule-over']],
  [{ kind: 'interval', expression: '0.5s' }, ['interval-too-short']],
  [{ kind: 'interval', expression: '0s' }, ['interval-too-short']],
  [{ kind: 'interval', expression: '1.5m' }, []],
  [{ kind: 'interval', expression: '1.5s' }, ['interval-invalid']],
  [{ kind: 'interval', expression: '400d' }, ['interval-too-long']],
  [{ kind: 'interval', expression: 'soon' }, ['interval-invalid']],
  [{ kind: 'interval', expression: '-5m' }, ['interval-invalid']],
  [{ kind: 'interval', expression: '1s' }, []],
  [{ expression: '* * * * * *' }, []],
  [{ expression: '0 0 29 2 *' }, []],
])('a timing with %j has the problems %j', (more, codes) => {
  expect(checkTiming(cron('0 * * * *', more), NOW).map(({ code }) => code)).toEqual(codes)
})

test('a due time is filled into parameters as the clocks of the zone show it', () => {
  const due = Date.parse('2026-03-29T01:00:00Z')
  const previous = Date.parse('2026-03-28T01:30:00Z')
  const parameters = {
    a: '{{due}}',
    b: 'x-{{ due_date }}.csv',
    c: '{{due_time}} {{due_utc}}',
    d: '{{previous_due}} {{previous_due_date}}',
    e: '{{other}}',
  }
  expect(fillDue(parameters, due, previous, 'Europe/Berlin')).toEqual({
    a: '2026-03-29T03:00:00',
    b: 'x-2026-03-29.csv',
    c: '03:00:00 2026-03-29T01:00:00Z',
    d: '2026-03-28T02:30:00 2026-03-28',
    e: '{{other}}',
  })
  expect(unknownNames('{{due}} {{nope}} {{}} {due}')).toEqual(['nope', ''])
})

test('jitter is the same for one due time, less than its limit, and spread', () => {
  const found = Array.from({ length: 500 }, (_, i) => jitterOf('s', NOW + i * 60_000, 60))
  expect(found).toEqual(Array.from({ length: 500 }, (_, i) => jitterOf('s', NOW + i * 60_000, 60)))
  expect(Math.max(...found)).toBeLessThan(60_000)
  expect(new Set(found.map((ms) => Math.floor(ms / 10_000))).size).toBe(6)
  expect(jitterOf('s', NOW, 0)).toBe(0)
})
