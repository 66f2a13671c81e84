import { choice, items, number, schema, secret, text } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS } from '../kit/node.ts'
import { retryFields } from '../kit/retry-fields.ts'
import { scanTyped } from '../kit/scan-typed.ts'

const withAuth = (...kinds: readonly string[]) => ({ field: 'auth', is: kinds }) as const
const withPaging = (...kinds: readonly string[]) => ({ field: 'paging', is: kinds }) as const
const pair = { name: text({ maxLength: 200, required: true }), value: text({ maxLength: 10_000, template: true }) } as const

/** Why an address can't be read; one whose parameters are not filled in yet is left alone. */
function addressFault(address: string): string | undefined {
  if (address === '' || address.includes('${')) return undefined
  if (!URL.canParse(address)) return 'address-invalid'
  const { protocol, username, password } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return 'address-not-http'
  return username !== '' || password !== '' ? 'address-with-password' : undefined
}

/** Reads records from an HTTP address, page by page. */
export const sourceHttp = defineNode({
  type: 'source.http',
  version: 1,
  group: 'source',
  icon: 'world-download',
  probe: true,
  fields: {
    url: text({ maxLength: 8_000, template: true, required: true, code: true }),
    recordPath: text({ maxLength: 1_000, code: true }),
    columns: schema(),
    query: items(pair),
    headers: items(pair),
    auth: choice(['none', 'bearer', 'basic', 'api-key'], 'none'),
    token: secret({ required: true, when: withAuth('bearer') }),
    username: text({ maxLength: 500, template: true, required: true, when: withAuth('basic') }),
    password: secret({ required: true, when: withAuth('basic') }),
    apiKeyName: text({ default: 'X-API-Key', maxLength: 200, required: true, when: withAuth('api-key') }),
    apiKeyIn: choice(['header', 'query'], 'header', { when: withAuth('api-key') }),
    apiKey: secret({ required: true, when: withAuth('api-key') }),
    paging: choice(['none', 'page', 'cursor'], 'none'),
    pageParam: text({ default: 'page', maxLength: 200, required: true, when: withPaging('page') }),
    pageStart: number({ default: 1, min: 0, max: 1_000_000, when: withPaging('page') }),
    cursorParam: text({ default: 'cursor', maxLength: 200, required: true, when: withPaging('cursor') }),
    cursorPath: text({ default: 'next', maxLength: 1_000, required: true, code: true, when: withPaging('cursor') }),
    pageSizeParam: text({ maxLength: 200, when: withPaging('page', 'cursor') }),
    pageSize: number({ default: 100, min: 1, max: 100_000, when: withPaging('page', 'cursor') }),
    maxPages: number({ default: 1_000, min: 1, max: 1_000_000, advanced: true, when: withPaging('page', 'cursor') }),
    timeoutSeconds: number({ default: 30, min: 1, max: 600, advanced: true }),
    ...retryFields({ firstSeconds: 0.5 }),
  },
  inputs: [],
  outputs: [ROWS, REJECTED],
  summary: ({ url, paging }) => (url === '' ? { key: 'empty' } : { key: paging === 'none' ? 'once' : 'paged', params: { url } }),
  lower: (context) => {
    const { config, problem } = context
    const fault = addressFault(config.url)
    if (fault !== undefined) problem('error', fault, ['url'], { url: config.url })
    config.headers.forEach(({ name }, index) => {
      if (name !== '' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
        problem('error', 'header-name-invalid', ['headers', index, 'name'], { name })
    })
    return scanTyped(context, 'http', config.columns)
  },
})
