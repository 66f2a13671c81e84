/** A stream of chances that is the same for the same seed on every machine. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  readonly next: () => number
  /** True in so many of 100 cases. */
  readonly percent: (share: number) => boolean
  readonly below: (limit: number) => number
  readonly pick: <T>(list: readonly [T, ...T[]]) => T
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to vary sample data. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { next, below, percent: (share) => next() * 100 < share, pick: (list) => list[below(list.length)] ?? list[0] }
}
