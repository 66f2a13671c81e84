import { afterAll, beforeAll, expect, test } from 'vitest'
import { ordersFlow, triggered, until, type Triggered } from './triggered.ts'

let t: Triggered
beforeAll(async () => {
  t = await triggered()
  await t.begin()
})
afterAll(() => t[Symbol.asyncDispose]())

const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${t.api.origin}/in/${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })

interface Event {
  readonly id: number
  readonly state: string
  readonly attempts: number
  readonly runId: string | null
  readonly problem: { code: string } | null
  readonly payload: string
}
const eventsOf = async (trigger: string): Promise<readonly Event[]> => {
  const { body } = await t.owner.get(`/api/triggers/${trigger}/events?limit=200`)
  return body.events as unknown as Event[]
}
const settled = (trigger: string, count: number) =>
  until(async () => {
    const events = await eventsOf(trigger)
    return events.length >= count && events.every(({ state }) => state === 'done' || state === 'failed') ? events : undefined
  })

/** Every row that reached a sink in runs of the flow that succeeded. */
const rowsOf = async (flow: string): Promise<string[][]> => {
  const { body } = await t.owner.get(`/api/runs?flow=${flow}&limit=200`)
  const rows: string[][] = []
  for (const { id } of body.runs as unknown as { id: string }[]) {
    const run = (await t.owner.get(`/api/runs/${id}`)).body
    for (const output of run.outputs as unknown as { id: string }[]) {
      const page = await t.owner.get(`/api/runs/${id}/outputs/${output.id}/rows`)
      rows.push(...(page.body.rows as unknown as string[][]))
    }
  }
  return rows.sort()
}

test('an event becomes a run whose rows reach the sink, exactly as they came', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'orders' })
  const answer = await send('main/orders?shop=north', '{"id":"007","amount":"12345678901234567.89"}')
  expect(answer.status).toBe(202)
  expect(await answer.json()).toMatchObject({ accepted: true })
  const [event] = await settled(id, 1)
  expect(event).toMatchObject({ state: 'done', attempts: 0, problem: null })
  expect(await rowsOf(flow)).toEqual([['007', '12345678901234567.89', 'north']])
  expect((await t.owner.get(`/api/runs/${event?.runId ?? ''}`)).body).toMatchObject({
    trigger: 'webhook',
    status: 'succeeded',
    flowId: flow,
  })
})
