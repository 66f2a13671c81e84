import { expect, test } from 'vitest'
import { localAddress } from './link-token.ts'

test('after signing in only addresses of this program are gone to', () => {
  expect(localAddress('/runs?flow=1')).toBe('/runs?flow=1')
  for (const foreign of [null, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'runs'])
    expect(localAddress(foreign)).toBe('/flows')
})
