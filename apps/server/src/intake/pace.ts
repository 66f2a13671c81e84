import { Refusal } from './answer.ts'

interface Bucket {
  tokens: number
  at: number
}

/** Limits requests per trigger: a second's worth may come at once. */
export class Pace {
  readonly #buckets = new Map<string, Bucket>()

  /** Refuses with 429 what is too much. */
  take(trigger: string, ratePerSecond: number, nowMs: number): void {
    const bucket = this.#buckets.get(trigger) ?? { tokens: ratePerSecond, at: nowMs }
    const tokens = Math.min(ratePerSecond, bucket.tokens + ((nowMs - bucket.at) / 1_000) * ratePerSecond)
    this.#buckets.set(trigger, { tokens: Math.max(0, tokens - 1), at: nowMs })
    if (tokens < 1) throw new Refusal(429, 'too-many-requests', { headers: { 'Retry-After': '1' } })
  }
}
