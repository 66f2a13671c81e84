import { type Store } from '@sluice/store'
import { join } from 'node:path'
import { language } from '../texts/text.ts'
import { startServices } from '../../../../examples/customer-orders/services.ts'

/**
 * Starts the two services that the example *customer and orders* calls, puts the ready flows into the workspace, and
 * gives them the services' addresses. Gives what stops the services.
 */
export async function startExamples(store: Store, workspaceId: string, dataFolder: string, root: string): Promise<() => Promise<void>> {
  const services = await startServices()
  const addresses = { customers_url: services.customers.url, orders_url: services.orders.url }
  try {
    await store.seedExamples(workspaceId, {
      dataFolder,
      examplesFolder: join(root, 'examples'),
      language,
      parameters: addresses,
      allowedHosts: Object.values(addresses).map((url) => new URL(url).host),
    })
  } catch (error) {
    await services.close()
    throw error
  }
  return services.close
}
