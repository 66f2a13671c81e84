import type { NodeCounts } from '../job.ts'
import type { Fact, Terms } from '../passes/step.ts'

/** What has been counted so far: live by probes while a statement runs, then exactly by SQL, which has the last word. */
export class LiveFacts {
  readonly #final = new Map<Fact, number>()
  readonly #live = new Map<number, number[]>()
  #prefixes: readonly string[] = []

  watch(prefixes: readonly string[]): void {
    this.#prefixes = prefixes
  }

  /** How often a probe has seen each verdict; counted up in place. */
  histogram(probe: number): number[] {
    let counts = this.#live.get(probe)
    if (counts === undefined) this.#live.set(probe, (counts = []))
    return counts
  }

  /** Forgets what a probe has seen: its statement is run again. */
  forget(probe: number): void {
    this.#live.delete(probe)
  }

  set(fact: Fact, value: number): void {
    this.#final.set(fact, value)
  }

  /** A fact that SQL hasn't counted is 0 at the end, whatever a probe saw. */
  final(fact: Fact): number {
    return this.#final.get(fact) ?? 0
  }

  /** Everything known now. */
  now(): (fact: Fact) => number {
    const live = new Map<Fact, number>()
    for (const [probe, counts] of this.#live)
      counts.forEach((count, verdict) => live.set(`${this.#prefixes[probe] ?? ''}.${verdict}`, count))
    return (fact) => this.#final.get(fact) ?? live.get(fact) ?? 0
  }
}

/** Adds facts up to the counts of a node. */
export function nodeCounts(terms: Terms, value: (fact: Fact) => number): NodeCounts {
  const sum = (facts: readonly Fact[]): number => facts.reduce((total, fact) => total + value(fact), 0)
  const ports = (all: Terms['in']): Record<string, number> =>
    Object.fromEntries(Object.entries(all).map(([port, facts]) => [port, sum(facts)]))
  return {
    in: ports(terms.in),
    out: ports(terms.out),
    passed: sum(terms.passed),
    created: sum(terms.created),
    merged: sum(terms.merged),
    filtered: sum(terms.filtered),
    rejected: sum(terms.rejected),
  }
}
