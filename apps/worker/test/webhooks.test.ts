import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventsOf, ordersFlow, rowsOf, settled, triggered, until, type Triggered } from './triggered.ts'

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

test('an event becomes a run whose rows reach the sink, exactly as they came', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'orders' })
  const answer = await send('main/orders?shop=north', '{"id":"007","amount":"12345678901234567.89"}')
  expect(answer.status).toBe(202)
  expect(await answer.json()).toMatchObject({ accepted: true })
  const [event] = await settled(t, id, 1)
  expect(event).toMatchObject({ state: 'done', attempts: 0, problem: null })
  expect(await rowsOf(t, flow)).toEqual([['007', '12345678901234567.89', 'north']])
  const run = (await t.owner.get(`/api/runs/${event?.runId ?? ''}`)).body
  expect(run).toMatchObject({
    trigger: 'webhook',
    status: 'succeeded',
    flowId: flow,
    nodes: { out: { status: 'done', counts: { in: { rows: 1 } } } },
  })
  // A small run writes no event for each node; when they ended is kept all the same.
  expect(run).not.toMatchObject({ nodes: { out: { finishedAt: null } } })
})

test('of a batch with a poisonous event that one ends as failed, and every other takes effect once', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'poison', maxAttempts: 3, backoffSeconds: 0 })
  await t.owner.post(`/api/triggers/${id}/pause`, { paused: true })
  const orders = Array.from({ length: 4 }, (_, i) => ({ id: `p${i}`, amount: i === 2 ? 'much' : String(i) }))
  // A paused webhook keeps what comes in.
  for (const order of orders) expect((await send('main/poison?shop=s', order)).status).toBe(202)
  expect((await eventsOf(t, id)).every(({ state }) => state === 'accepted')).toBe(true)
  await t.owner.post(`/api/triggers/${id}/pause`, { paused: false })

  const events = await settled(t, id, 4)
  const failed = events.filter(({ state }) => state === 'failed')
  expect(failed).toMatchObject([{ problem: { code: 'not-a-number' } }])
  expect(failed[0]?.payload).toContain('much')
  const rows = orders.filter((_order, i) => i !== 2).map(({ id: order, amount }) => [order, `${amount}.00`, 's'])
  expect(await rowsOf(t, flow)).toEqual(rows)

  // The flow is mended: the failed event is taken in again, and a done one a second time because somebody wants it.
  const mended = ordersFlow()
  const nodes = mended.nodes.map((node) => (node.id === 'amount' ? { ...node, config: { ...node.config, onFailure: 'empty' } } : node))
  await t.owner.put(`/api/flows/${flow}`, { revision: 1, flow: { ...mended, nodes } })
  await t.owner.post(`/api/flows/${flow}/publish`, { revision: 2 })
  const done = events.find(({ state }) => state === 'done')!
  const replay = await t.owner.post(`/api/triggers/${id}/replay`, { events: [failed[0]!.id, done.id] })
  expect(replay.body).toEqual({ replayed: 2 })
  const after = await settled(t, id, 5)
  expect(after.every(({ state }) => state === 'done')).toBe(true)
  expect(await rowsOf(t, flow)).toHaveLength(5)
})

test('a burst is taken in by few runs, each event once', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'burst/:shop' })
  const answers = await Promise.all(Array.from({ length: 150 }, (_, i) => send(`${t.workspaceId}/burst/s`, { id: String(i), amount: '1' })))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
  await settled(t, id, 150)
  const rows = await rowsOf(t, flow)
  expect(new Set(rows.map(([order]) => order)).size).toBe(150)
  expect(rows).toHaveLength(150)
  const runs = (await t.owner.get(`/api/runs?flow=${flow}&limit=200`)).body as unknown as { total: number }
  expect(runs.total).toBeLessThan(75)
})

test('a run by hand reads the sample and no event, and a run on time reads nothing', async () => {
  const sample = ordersFlow()
  const nodes = sample.nodes.map((node) =>
    node.id === 'in' ? { ...node, config: { ...node.config, sample: '{"id":"s","amount":"1"}' } } : node,
  )
  const flow = await t.publish({ ...sample, nodes })
  await t.owner.post(`/api/flows/${flow}/runs`)
  await until(async () => ((await rowsOf(t, flow)).length === 1 ? true : undefined))
  const { queue: _queue, ...store } = t.api.server.services.store
  const run = await store.inWorkspace(t.workspaceId, 'test').runs.start(flow, { revision: 1, parameters: {}, trigger: 'schedule' })
  await until(
    async () => ((await t.owner.get(`/api/runs/${run.id}`)).body as unknown as { status: string }).status === 'succeeded' || undefined,
  )
  expect(await rowsOf(t, flow)).toHaveLength(1)
})

test('a run by hand that is tried again reads the sample again, also when the first one is gone', async () => {
  const sampled = ordersFlow()
  const nodes = sampled.nodes.map((one) => (one.id === 'in' ? { ...one, config: { ...one.config, sample: '{"id":"s","amount":"x"}' } } : one)) // prettier-ignore
  const flow = await t.publish({ ...sampled, nodes })
  const reason = (id: string) =>
    until(async () => {
      const { status, problems } = (await t.owner.get(`/api/runs/${id}`)).body as unknown as {
        status: string
        problems: { code: string }[]
      }
      return status === 'failed' || status === 'succeeded' ? (problems[0]?.code ?? status) : undefined
    })
  const first = await t.owner.post(`/api/flows/${flow}/runs`)
  expect(await reason(first.id)).toBe('not-a-number')
  const second = await t.owner.post(`/api/runs/${first.id}/retry`, { version: 'same' })
  expect(await reason(second.id)).toBe('not-a-number')
  await t.api.server.services.store.database.run.delete({ where: { id: first.id } })
  const third = await t.owner.post(`/api/runs/${second.id}/retry`, { version: 'published' })
  expect(third.body, third.text).toMatchObject({ trigger: 'retry', published: true })
  expect(await reason(third.id)).toBe('not-a-number')
})

test('a worker that is killed in the middle loses no event and repeats none', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'lost', backoffSeconds: 0 })
  await t.end()
  expect((await send('main/lost', { id: 'a', amount: '1' })).status).toBe(202)
  const { store } = t.api.server.services
  // Another worker took it and died: its lease runs out.
  const batch = await store.triggers.claim('dead worker', id)
  expect(batch?.events).toHaveLength(1)
  expect(await store.triggers.claim('other worker', id)).toBeUndefined()
  await store.database.run.updateMany({ where: { id: batch!.runId }, data: { leaseUntil: new Date(0) } })
  await t.begin()
  const [event] = await settled(t, id, 1)
  expect(event).toMatchObject({ state: 'done' })
  expect(await rowsOf(t, flow)).toEqual([['a', '1.00', null]])
})

test('events of a run that failed in the middle of its commit belong to that commit until it is finished or given up', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'halfway', backoffSeconds: 0 })
  await t.end()
  const { store } = t.api.server.services
  const end = (runId: string, data: { phase?: string; status: string }) => store.database.run.updateMany({ where: { id: runId }, data })
  const fail = async (): Promise<{ runId: string; event: number }> => {
    await send('main/halfway', { id: crypto.randomUUID(), amount: '1' })
    const { runId } = (await store.triggers.claim('worker', id))!
    await end(runId, { phase: 'committing', status: 'failed' })
    const event = (await eventsOf(t, id)).find((candidate) => candidate.runId === runId)
    expect(event).toMatchObject({ state: 'failed' })
    return { runId, event: event!.id }
  }
  const replay = async (event: number) => (await t.owner.post(`/api/triggers/${id}/replay`, { events: [event] })).body
  const stateOf = async (event: number) => (await eventsOf(t, id)).find((candidate) => candidate.id === event)?.state

  const finished = await fail()
  expect(await replay(finished.event)).toEqual({ replayed: 0 })
  for (const version of ['newest', 'published'])
    expect((await t.owner.post(`/api/runs/${finished.runId}/retry`, { version })).body).toMatchObject({
      error: { code: 'commit-unfinished' },
    })
  await end(finished.runId, { status: 'queued' })
  expect(await replay(finished.event)).toEqual({ replayed: 0 })
  await end(finished.runId, { status: 'succeeded' })
  expect(await stateOf(finished.event)).toBe('done')

  const given = await fail()
  expect((await t.owner.post(`/api/runs/${given.runId}/abandon`)).status).toBe(200)
  expect(await replay(given.event)).toEqual({ replayed: 0 })
  await end(given.runId, { status: 'failed', phase: 'abandoned' })
  expect(await stateOf(given.event)).toBe('failed')
  expect(await replay(given.event)).toEqual({ replayed: 1 })
  await t.begin()
  await settled(t, id, 2)
  expect(await stateOf(given.event)).toBe('done')
})

test('a run that is tried again by hand takes its events along: they do not come back by themselves as well', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'along', backoffSeconds: 300 })
  await t.owner.post(`/api/triggers/${id}/pause`, { paused: true })
  for (const amount of ['1', 'much']) await send('main/along', { id: amount, amount })
  await t.owner.post(`/api/triggers/${id}/pause`, { paused: false })
  const failed = await until(async () => {
    const events = await eventsOf(t, id)
    return events.every(({ state, attempts }) => state === 'accepted' && attempts === 1) ? events[0]!.runId! : undefined
  })
  const mended = ordersFlow()
  const nodes = mended.nodes.map((one) => (one.id === 'amount' ? { ...one, config: { ...one.config, onFailure: 'empty' } } : one))
  await t.owner.put(`/api/flows/${flow}`, { revision: 1, flow: { ...mended, nodes } })
  await t.owner.post(`/api/flows/${flow}/publish`, { revision: 2 })
  // As it was it fails again, and the one after that finds the events through both.
  const same = await t.owner.post(`/api/runs/${failed}/retry`, { version: 'same' })
  expect(same.status, same.text).toBe(200)
  await until(async () => (await eventsOf(t, id)).every(({ state, attempts }) => state === 'accepted' && attempts === 2) || undefined)
  const gone = { status: 409, body: { error: { code: 'events-gone' } } }
  expect(await t.owner.post(`/api/runs/${failed}/retry`, { version: 'newest' })).toMatchObject(gone)
  await t.owner.post(`/api/runs/${same.id}/retry`, { version: 'newest' })
  expect((await settled(t, id, 2)).map(({ state }) => state)).toEqual(['done', 'done'])
  expect(await t.owner.post(`/api/runs/${same.id}/retry`, { version: 'same' })).toMatchObject(gone)
  expect(await rowsOf(t, flow)).toEqual([['1', '1.00', null], ['much', null, null]])
}) // prettier-ignore

test('a run that is tried again by hand takes in the events of the one that failed', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'again', maxAttempts: 1 })
  await t.begin()
  await send('main/again', { id: 'a', amount: 'x' })
  const [event] = await settled(t, id, 1)
  expect(event).toMatchObject({ state: 'failed' })
  const retried = await t.owner.post(`/api/runs/${event!.runId ?? ''}/retry`, { version: 'same' })
  expect(retried.status, retried.text).toBe(200)
  await until(async () => {
    const { status, problems } = (await t.owner.get(`/api/runs/${retried.id}`)).body as unknown as {
      status: string
      problems: { code: string }[]
    }
    return status === 'failed' && problems[0]?.code === 'not-a-number' ? true : undefined
  })
})

test('events of a workspace whose outputs take all their room end as failed and say so; with room they are taken in again', async () => {
  const flow = await t.publish(ordersFlow())
  const { id } = await t.trigger(flow, { kind: 'webhook', path: 'full', maxAttempts: 1, backoffSeconds: 0 })
  const workspace = t.api.server.services.store.inWorkspace(t.workspaceId, 'Ada')
  const { outputsMb } = await workspace.settings.read()
  await workspace.settings.write({ outputsMb: 1 })
  await t.api.server.services.store.database.artifact.updateMany({ where: { target: null }, data: { bytes: 1_000_000 } })
  const isFull = (full: boolean) => until(async () => {
    const refused = await t.api.server.services.store.triggers.needRoom(t.workspaceId).then(() => false, () => true)
    return refused === full ? true : undefined
  }) // prettier-ignore
  await isFull(true)
  await send('main/full', { id: 'a', amount: '1' })
  const [event] = await settled(t, id, 1)
  expect(event).toMatchObject({ state: 'failed', problem: { code: 'outputs-full' } })
  expect(await rowsOf(t, flow)).toEqual([])
  await workspace.settings.write({ outputsMb })
  await isFull(false)
  // The worker may hold on to what it saw for a second.
  await until(async () => {
    await t.owner.post(`/api/triggers/${id}/replay`, { events: [event!.id] })
    return (await settled(t, id, 1))[0]?.state === 'done' ? true : undefined
  })
  expect(await rowsOf(t, flow)).toEqual([['a', '1.00', null]])
})
