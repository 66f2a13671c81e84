import { startServices } from './services.ts'

const services = await startServices()
console.log(`customers_url=${services.customers.url}`)
console.log(`orders_url=${services.orders.url}`)
console.log('Ctrl-C stops both.')
process.once('SIGINT', () => {
  void services.close()
})
