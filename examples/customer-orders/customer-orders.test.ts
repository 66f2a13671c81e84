import { expect, test } from 'vitest'
import { runExample } from '../run-example.ts'
import { customers, orders } from './data.ts'
import { startServices } from './services.ts'

test('orders are joined to their customers, pages and token included', async () => {
  const services = await startServices()
  try {
    const urls = { customers_url: services.customers.url, orders_url: services.orders.url }
    const allowedHosts = Object.values(urls).map((url) => new URL(url).host)
    await using run = await runExample('customer-orders', { parameters: urls, allowedHosts })
    expect(run.finished).toMatchObject({ status: 'succeeded', problems: [] })
    const known = new Map(customers.map((customer) => [customer.id, customer]))
    const joined = customers.flatMap(({ id, name }) =>
      orders.filter(({ customer }) => customer.id === id).map(({ number, total }) => [id, name, number, total.amount]),
    )
    const lines = (await run.read('customer-orders.csv')).trimEnd().split('\n').slice(1).map((line) => line.split(',')) // prettier-ignore
    expect(lines.map((cells) => [cells[0], cells[1], cells[5], cells[7]])).toEqual(joined)
    const unknown = orders.filter(({ customer }) => !known.has(customer.id)).map(({ number }) => number)
    expect(JSON.parse(await run.read('orders-of-unknown-customers.json'))).toMatchObject(unknown.map((order) => ({ order })))
    expect(run.finished.nodes['totals']?.created).toBe(new Set(joined.map(([id]) => id)).size)
  } finally {
    await services.close()
  }
})

test('without the token system B refuses, and the run fails with its answer', async () => {
  const services = await startServices()
  try {
    const parameters = { customers_url: services.customers.url, orders_url: services.orders.url, orders_token: 'wrong' }
    const allowedHosts = [services.customers.url, services.orders.url].map((url) => new URL(url).host)
    await using run = await runExample('customer-orders', { parameters, allowedHosts })
    expect(run.finished).toMatchObject({
      status: 'failed',
      outputs: [],
      problems: [{ code: 'http-status', nodeId: 'orders', params: { status: 401 } }],
    })
    await using refused = await runExample('customer-orders', { parameters })
    expect(refused.finished.problems[0]).toMatchObject({ code: 'address-refused' })
  } finally {
    await services.close()
  }
})
