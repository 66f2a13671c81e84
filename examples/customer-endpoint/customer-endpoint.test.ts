import { expect, test } from 'vitest'
import { customers, orders } from '../customer-orders/data.ts'
import { startServices } from '../customer-orders/services.ts'
import { runExample } from '../run-example.ts'

test.each([
  ['customer-endpoint', customers[3]?.id ?? '', { customer_id: customers[3]?.id, customer: customers[3]?.name }],
  ['order-endpoint', orders[6]?.number ?? '', { order: orders[6]?.number }],
])('%s answers one record, and nothing for one that nobody knows', async (name, id, record) => {
  await using services = await openServices()
  await using found = await runExample(name, { parameters: { ...services.parameters[name], id }, allowedHosts: services.hosts })
  expect(found.finished).toMatchObject({ status: 'succeeded', problems: [] })
  expect(JSON.parse(await found.read('response.json'))).toMatchObject(record)
  await using none = await runExample(name, { parameters: { ...services.parameters[name], id: 'nobody' }, allowedHosts: services.hosts })
  expect(await none.read('response.json')).toBe('')
})

async function openServices() {
  const services = await startServices()
  const parameters: Record<string, Record<string, string>> = {
    'customer-endpoint': { customers_url: services.customers.url },
    'order-endpoint': { orders_url: services.orders.url },
  }
  const hosts = [services.customers.url, services.orders.url].map((url) => new URL(url).host)
  return { parameters, hosts, [Symbol.asyncDispose]: services.close }
}
