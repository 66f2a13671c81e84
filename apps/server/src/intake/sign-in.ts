import { type SignIn } from '@sluice/contract'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type IncomingHttpHeaders } from 'node:http'
import { Refusal } from './answer.ts'

const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(',') : value
}

const hmac = (secret: string, ...parts: readonly (string | Buffer)[]): Buffer => {
  const made = createHmac('sha256', secret)
  for (const part of parts) made.update(part)
  return made.digest()
}

/** Compares in a time that tells nothing about where they differ. */
const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

const wrong = (): Refusal => new Refusal(401, 'signature-wrong')
const missing = (header: string): Refusal => new Refusal(401, 'signature-missing', { params: { header } })

/**
 * Checks that a request may come in. Gives its signature, by which a second use of it is recognised; null when it is not
 * signed. Nothing about the secret is told by the time or by the code of a refusal.
 */
export function checkSignIn(
  signIn: SignIn,
  secret: string | undefined,
  headers: IncomingHttpHeaders,
  body: Buffer,
  nowMs: number,
): string | null {
  if (signIn.kind === 'open') return null
  const given = headerOf(headers, signIn.header)
  if (secret === undefined) throw wrong()
  switch (signIn.kind) {
    case 'api-key': {
      if (given === undefined) throw new Refusal(401, 'api-key-missing', { params: { header: signIn.header } })
      // Of equal length whatever was sent.
      if (!same(hmac('compare', given), hmac('compare', secret))) throw new Refusal(401, 'api-key-wrong')
      return null
    }
    case 'signature': {
      if (given === undefined) throw missing(signIn.header)
      const text = given.trim()
      const expected = hmac(secret, body)
      if (!text.startsWith(signIn.prefix) || !same(Buffer.from(text.slice(signIn.prefix.length), signIn.encoding), expected)) throw wrong()
      return expected.toString('hex')
    }
    case 'timed-signature': {
      if (given === undefined) throw missing(signIn.header)
      return checkTimed(given, secret, body, signIn.toleranceSeconds, nowMs)
    }
  }
}

/** `t=<seconds>,v1=<hex>`, with several `v1` while a sender changes its secret. */
function checkTimed(given: string, secret: string, body: Buffer, tolerance: number, nowMs: number): string {
  const pairs = given.split(',').map((pair) => pair.trim().split('='))
  const time = pairs.find(([key]) => key === 't')?.[1]
  const signatures = pairs.filter(([key]) => key === 'v1').map(([, value]) => value ?? '')
  if (time === undefined || !/^\d{1,12}$/.test(time) || signatures.length === 0 || signatures.length > 5)
    throw new Refusal(401, 'signature-malformed')
  const expected = hmac(secret, `${time}.`, body)
  if (!signatures.some((signature) => same(Buffer.from(signature, 'hex'), expected))) throw wrong()
  const age = Math.floor(nowMs / 1_000) - Number(time)
  if (age > tolerance) throw new Refusal(401, 'signature-too-old', { params: { seconds: age, tolerance } })
  if (age < -tolerance) throw new Refusal(401, 'signature-too-new', { params: { seconds: -age, tolerance } })
  return `${time}.${expected.toString('hex')}`
}
