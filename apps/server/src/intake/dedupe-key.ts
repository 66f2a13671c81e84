import { type Dedupe } from '@sluice/contract'
import { isLosslessNumber, parse } from 'lossless-json'
import { createHash, randomUUID } from 'node:crypto'
import { type IncomingHttpHeaders } from 'node:http'
import { Refusal } from './answer.ts'
import { type JsonBody } from './read-request.ts'

/** Longer keys are kept as their hash. */
const LONGEST = 200

const hash = (data: string | Buffer): string => createHash('sha256').update(data).digest('base64url')
const short = (key: string): string => (key.length <= LONGEST && !key.includes('\u0000') ? key : `#${hash(key)}`)

/** What makes a request the event that it is; two of one key are one. */
export function dedupeKey(dedupe: Dedupe, headers: IncomingHttpHeaders, body: JsonBody): string {
  switch (dedupe.kind) {
    case 'none':
      return randomUUID()
    case 'body':
      return hash(body.bytes)
    case 'header': {
      const value = headers[dedupe.name.toLowerCase()]
      if (typeof value !== 'string' || value === '') throw new Refusal(400, 'event-key-missing', { params: { where: dedupe.name } })
      return short(value)
    }
    case 'path': {
      const value = keyAt(body, dedupe.path.split('.'))
      if (value === undefined) throw new Refusal(400, 'event-key-missing', { params: { where: dedupe.path } })
      return short(value)
    }
  }
}

function keyAt(body: JsonBody, steps: readonly string[]): string | undefined {
  const value = valueAt(body.value, steps)
  if (typeof value === 'string') return value === '' ? undefined : value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number') return undefined
  if (Number.isSafeInteger(value)) return String(value)
  // Two long numbers that differ must not become one event by rounding.
  const exact = valueAt(parse(body.text), steps)
  return isLosslessNumber(exact) ? exact.value : undefined
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  let at = value
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = Reflect.get(at, step)
  }
  return at
}
