import { nodeDefinitions } from '@sluice/catalog'
import { openApiDocument } from '@sluice/contract/openapi'
import { readJson } from '../../http/read-json.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { type Services } from '../../services.ts'
import { VERSION } from '../../version.ts'
import { catalogSchema } from '@sluice/contract'

/** Health, the contract itself, and the catalogue. */
export const systemHandlers = ({ store }: Services): HandlersOf<'health' | 'openApi' | 'readCatalog'> => {
  const openApi = openApiDocument(VERSION)
  // What is data in a definition; its functions stay behind.
  const catalog = catalogSchema.parse({ nodes: readJson(JSON.stringify(nodeDefinitions)) })
  return {
    health: async () => {
      await store.ping()
      return { ok: true, version: VERSION }
    },
    openApi: () => Promise.resolve(openApi),
    readCatalog: () => Promise.resolve(catalog),
  }
}
