import { triggerConfigSchema } from '@sluice/contract'
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { callExample } from './call-example.ts'

/** Runs the lines in a real shell, with a curl that only tells what it was called with. */
function called(config: Record<string, unknown>, secret?: string): readonly string[] {
  const parsed = triggerConfigSchema.parse(config)
  if (parsed.kind !== 'webhook' && parsed.kind !== 'endpoint') throw new Error('not callable')
  const lines = callExample('http://host/in/main/orders/:id', parsed, secret)
  return execFileSync('bash', ['-ec', `curl() { printf '%s\\n' "$@"; }\n${lines}`], { encoding: 'utf8' }).trimEnd().split('\n') // prettier-ignore
}
const SECRET = "it's $ecret"
const hex = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex')

test('an open endpoint is one line', () => {
  expect(called({ kind: 'endpoint', method: 'GET', path: 'x' })).toEqual(['-i', 'http://host/in/main/orders/1'])
})

test('a signature is made as the server checks it', () => {
  const signed = { kind: 'webhook', path: 'x', signIn: { kind: 'signature' }, dedupe: { kind: 'header', name: 'X-Id' } }
  const args = called(signed, SECRET)
  expect(args).toContain(`X-Hub-Signature-256: sha256=${hex('{"id": 1}')}`)
  expect(args).toContain('{"id": 1}')
  expect(args).toContain('X-Id: 1')
  const base64 = called({ ...signed, signIn: { kind: 'signature', prefix: '', encoding: 'base64' } }, SECRET)
  expect(base64).toContain(`X-Hub-Signature-256: ${Buffer.from(hex('{"id": 1}'), 'hex').toString('base64')}`)
})

test('a signature with its time covers both', () => {
  for (const config of [
    { kind: 'webhook', path: 'x' },
    { kind: 'endpoint', method: 'GET', path: 'x' },
  ]) {
    const args = called({ ...config, signIn: { kind: 'timed-signature' } }, SECRET)
    const [, time = '', signature] = /^Sluice-Signature: t=(\d+),v1=([0-9a-f]{64})$/m.exec(args.join('\n')) ?? []
    expect(signature).toBe(hex(`${time}.${config.kind === 'webhook' ? '{"id": 1}' : ''}`))
  }
})

test('an API key is sent as it is', () => {
  expect(called({ kind: 'webhook', path: 'x', signIn: { kind: 'api-key' } }, SECRET)).toContain(`X-API-Key: ${SECRET}`)
})
