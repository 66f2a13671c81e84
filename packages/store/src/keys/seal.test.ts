import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { masterKey, seal, unseal } from './seal.ts'

const key = masterKey(randomBytes(32))
const place = { workspace: 'w', credential: 'api', field: 'value', version: 1 }

test('a sealed text has the documented format and opens again', () => {
  const sealed = seal(key, place, 'geheim 密码 \u0000')
  expect(sealed).toMatch(new RegExp(`^v1\\.${key.id}\\.[\\w-]{16}\\.[\\w-]+\\.[\\w-]{22}$`))
  expect(unseal(key, place, sealed)).toBe('geheim 密码 \u0000')
  expect(seal(key, place, 'geheim 密码 \u0000')).not.toBe(sealed)
})

test.each([
  ['another workspace', { ...place, workspace: 'x' }],
  ['another secret', { ...place, credential: 'other' }],
  ['another version', { ...place, version: 2 }],
])('moved to %s it stays closed', (_what, elsewhere) => {
  expect(() => unseal(key, elsewhere, seal(key, place, 'x'))).toThrow('secret-unreadable')
})

test('a changed text or another key does not open', () => {
  const sealed = seal(key, place, 'secret')
  const parts = sealed.split('.')
  parts[3] = Buffer.from('forged').toString('base64url')
  expect(() => unseal(key, place, parts.join('.'))).toThrow('secret-unreadable')
  expect(() => unseal(masterKey(randomBytes(32)), place, sealed)).toThrow('secret-unreadable')
  expect(() => unseal(key, place, sealed.slice(0, -4))).toThrow('secret-unreadable')
})
