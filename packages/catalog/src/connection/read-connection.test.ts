import { expect, test } from 'vitest'
import { choice, text } from '../kit/fields.ts'
import { catalogLocales, LOCALES } from '../locales/index.ts'
import { textsAt } from '../locales/texts.ts'
import type { ConnectionType } from './connection-type.ts'
import { readConnection, secretParts } from './read-connection.ts'
import { connectionTypes, findConnectionType } from './registry.ts'

const api: ConnectionType = {
  type: 'api',
  icon: 'box',
  fields: { address: text({ required: true }), auth: choice(['none', 'bearer'], 'none') },
  secrets: { token: { required: true, when: { field: 'auth', is: ['bearer'] } }, key: { required: false } },
  destination: ['address'],
  target: () => '',
}
const wrong = (raw: unknown, secrets: readonly string[] = []): readonly string[] =>
  readConnection(api, raw, secrets).problems.map(({ path, code }) => `${(path ?? []).join('.')} ${code}`)

test.each([
  [{ address: 'a' }, [], []],
  [{ address: '' }, [], ['address setting-required']],
  [{ address: 'a', adress: 'b' }, [], ['adress unknown-setting']],
  [{ address: 'a', auth: 'bearer' }, [], ['token setting-required']],
  [{ address: 'a', auth: 'bearer' }, ['token'], []],
  [{ address: 'a' }, ['pin'], ['pin unknown-setting']],
  [null, [], [' setting-wrong-type']],
])('%j with the secrets %j', (raw, secrets, expected) => {
  expect(wrong(raw, secrets)).toEqual(expected)
  expect(readConnection(api, raw, secrets).config === undefined).toBe(expected.length > 0)
})

test('settings come back with their defaults', () => {
  expect(readConnection(api, { address: 'a' }, []).config).toEqual({ address: 'a', auth: 'none' })
})

test('a secret counts only where its setting asks for it', () => {
  expect(secretParts(api, { auth: 'none' }).map(([name]) => name)).toEqual(['key'])
  expect(secretParts(api, { auth: 'bearer' }).map(([name]) => name)).toEqual(['token', 'key'])
})

test.each(connectionTypes.map(({ type }) => type))(
  '%s has texts for everything in both languages, and its destinations are settings',
  (type) => {
    const known = findConnectionType(type)!
    const keys = [...Object.keys(known.fields), ...Object.keys(known.secrets)].flatMap((name) => [
      ['fields', name, 'label'],
      ['fields', name, 'help'],
    ])
    for (const locale of LOCALES)
      for (const key of [['label'], ['help'], ...keys])
        expect(textsAt(catalogLocales[locale], ['connections', type, ...key])).toBeTypeOf('string')
    expect(known.destination.filter((name) => !Object.hasOwn(known.fields, name))).toEqual([])
  },
)

test('a PostgreSQL connection says where it leads', () => {
  const { target } = findConnectionType('postgresql')!
  const config = { host: 'db.example', port: 6_000, database: 'shop' }
  expect([target(config), target({})]).toEqual(['shop · db.example', ''])
})
