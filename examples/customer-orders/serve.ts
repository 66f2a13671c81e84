import { startServices } from './services.ts'

const services = await startServices()
process.stdout.write(`customers_url=${services.customers.url}
orders_url=${services.orders.url}
Ctrl-C stops both.
`)
process.once('SIGINT', () => {
  void services.close()
})
