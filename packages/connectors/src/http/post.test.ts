import { expect, test } from 'vitest'
import { httpFixture } from './http-fixture.ts'
import { postOutside } from './post.ts'

test('a receiver that takes a message and never answers is given up, and may be tried again', async () => {
  await using fixture = await httpFixture(() => undefined)
  const message = { url: `${fixture.url}/hook?token=hidden`, body: '{}', headers: {}, allowedHosts: [fixture.host], timeoutMs: 300 }
  await expect(postOutside(message)).rejects.toMatchObject({
    code: 'http-timeout',
    retryable: true,
    params: { url: fixture.url, seconds: 0.3 },
  })
  expect(fixture.requests).toHaveLength(1)
})
