import type { FlowSummary, RunSummary } from '@sluice/contract'
import { expect, test } from 'vitest'
import { arrangeFlows, figuresOf, freeName } from './arrange-flows.ts'

const NOW = Date.parse('2026-05-02T12:00:00Z')

function flow(name: string, over: Partial<FlowSummary> = {}): FlowSummary {
  return {
    id: name,
    name,
    revision: 1,
    nodeCount: 1,
    createdAt: '',
    updatedAt: '2026-01-01T00:00:00Z',
    updatedBy: '',
    lastRuns: [],
    rejectedRows: 0,
    example: null,
    publishedRevision: null,
    publishedAt: null,
    publishedBy: null,
    freshness: { state: 'unscheduled', lastSuccess: null, owedSince: null, nextDue: null, allowanceMs: 60_000 },
    ...over,
  }
}
const bar = (status: RunSummary['status'], startedAt = '2026-05-01T00:00:00Z') => ({ id: status, status, durationMs: 1, startedAt })
function run(status: RunSummary['status'], createdAt: string): RunSummary {
  const finishedAt = status === 'running' || status === 'queued' ? null : createdAt
  return {
    id: '',
    flowId: '',
    flowName: '',
    flowRevision: 1,
    status,
    trigger: 'manual',
    createdAt,
    startedAt: createdAt,
    finishedAt,
    durationMs: 1,
    rejectedRows: 0,
    startedBy: '',
    published: false,
    triggerRef: null,
  }
}

test('a search keeps the flows that hold every word, whatever the case', () => {
  const flows = [flow('Customer 360: CRM + ERP'), flow('ERP payments'), flow('客户合并')]
  const names = (search: string) => arrangeFlows(flows, search, { by: 'name', descending: false }, 'en').map((found) => found.name)
  expect(names(' erp crm ')).toEqual(['Customer 360: CRM + ERP'])
  expect(names('客户')).toEqual(['客户合并'])
  expect(names('')).toHaveLength(3)
})

test('sorting by last run puts flows that never ran at the end of newest first', () => {
  const flows = [
    flow('never'),
    flow('old', { lastRuns: [bar('failed', '2026-01-01T00:00:00Z')] }),
    flow('new', { lastRuns: [bar('failed', '2026-02-01T00:00:00Z')] }),
  ]
  expect(arrangeFlows(flows, '', { by: 'lastRun', descending: true }, 'en').map((found) => found.name)).toEqual(['new', 'old', 'never'])
})

test('names are sorted with their numbers, and the list given is not changed', () => {
  const flows = [flow('Flow 10'), flow('Flow 9')]
  expect(arrangeFlows(flows, '', { by: 'name', descending: false }, 'en').map((found) => found.name)).toEqual(['Flow 9', 'Flow 10'])
  expect(flows[0]?.name).toBe('Flow 10')
})

test('figures count the last day, leave cancelled runs out of the share, and say when not all runs were read', () => {
  const runs = [
    run('running', '2026-05-02T11:00:00Z'),
    run('succeeded', '2026-05-02T10:00:00Z'),
    run('failed', '2026-05-02T09:00:00Z'),
    run('cancelled', '2026-05-02T08:00:00Z'),
  ]
  const older = run('failed', '2026-04-30T08:00:00Z')
  expect(figuresOf([], [...runs, older], 5, NOW)).toMatchObject({ runsInDay: 4, runsInDayOrMore: false, succeededShare: 0.5, running: 1 })
  expect(figuresOf([], runs, 500, NOW).runsInDayOrMore).toBe(true)
  expect(figuresOf([], [older], 1, NOW).succeededShare).toBeNull()
})

test('a flow that is running again after a failure is still failing until it succeeds', () => {
  const failing = flow('a', { lastRuns: [bar('running'), bar('failed'), bar('succeeded')] })
  const mended = flow('b', { lastRuns: [bar('succeeded'), bar('failed')], rejectedRows: 3 })
  expect(figuresOf([failing, mended], [], 0, NOW)).toMatchObject({ failing: [failing], rejectedRows: 3, flowsWithRejects: 1 })
})

test('a free name is counted up', () => {
  expect(freeName('New flow', [])).toBe('New flow')
  expect(freeName('New flow', [flow('New flow'), flow('New flow 2')])).toBe('New flow 3')
})
