import { expect, test } from 'vitest'
import { openApiDocument } from './openapi.ts'
import { routes, type Route } from './index.ts'

const document = JSON.stringify(openApiDocument('1.2.3'))

test('every route is an operation, and every reference leads somewhere', () => {
  const parsed = JSON.parse(document) as {
    paths: Record<string, Record<string, { operationId: string }>>
    components: { schemas: Record<string, unknown> }
  }
  const operations = Object.values(parsed.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId))
  expect(operations.sort()).toEqual(Object.keys(routes).sort())
  const references = [...document.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name)
  expect(references).not.toHaveLength(0)
  for (const name of references) expect(parsed.components.schemas).toHaveProperty([name!])
  expect(document).not.toContain('$defs')
})

test('path parameters in addresses are declared', () => {
  for (const route of Object.values<Route>(routes)) {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    if (named.length === 0) continue
    const samples: Readonly<Record<string, string>> = { name: 'a', row: '1' }
    const params = Object.fromEntries(named.map((name = '') => [name, samples[name] ?? crypto.randomUUID()]))
    expect(route.params?.safeParse(params).success, route.name).toBe(true)
  }
})

test('every route declares an ability, and only signing in and health are public', () => {
  const open = Object.values<Route>(routes).filter(({ ability }) => ability === 'public')
  expect(open.map(({ name }) => name).sort()).toEqual(['health', 'signInWithLink', 'signInWithPassword'])
})
