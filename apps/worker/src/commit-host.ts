import { type AskHost, type HostAnswer, type HostQuestion, type RunManifest, type SystemStep, type WritePlan } from '@sluice/runtime'
import { type Problem } from '@sluice/flow'
import { StoreError, type AttemptWriter, type Begun } from '@sluice/store'
import { type Lineage } from './lineage.ts'
import { type Reporter } from './reporter.ts'
import { untilWritten } from './until-written.ts'

/** Boundary: an engine of this program wrote it, and the database kept it as it was. */
export const asManifest = (begun: Begun): RunManifest => begun.manifest as RunManifest

/** Boundary: what lost attempts had made ready in systems, as `notePrepared` keeps it. */
export const asLeftovers = ({ manifest }: Begun): readonly SystemStep[] => (manifest as { prepared?: readonly SystemStep[] } | null)?.prepared ?? [] // prettier-ignore

/** Answers what the engine asks about the commit of its run: everything is written down, fenced by the attempt, before the answer goes out. */
export class CommitHost {
  readonly #writer: AttemptWriter
  readonly #reporter: Reporter
  readonly #signal: AbortSignal
  readonly #lineage: Pick<Lineage, 'inputs'>
  /** The run can't start over any more: what is prepared belongs to its commit. */
  begun: boolean
  /** Why the run may not commit. */
  refusal: Problem | undefined
  /** Why a question could not be answered: the run may go on with another attempt, so this one may not say how it ended. */
  away: Error | undefined
  readonly #readFrom: Begun['watermarks']
  /** When the lease was last known to be renewed, by the clock that a stopped process can't stop. */
  #renewed = -Infinity

  constructor(writer: AttemptWriter, reporter: Reporter, lineage: Pick<Lineage, 'inputs'>, signal: AbortSignal, begun: Begun) {
    this.#writer = writer
    this.#reporter = reporter
    this.#lineage = lineage
    this.#signal = signal
    this.begun = begun.phase === 'committing'
    this.#readFrom = begun.watermarks
  }

  readonly ask: AskHost = (question) =>
    this.#answer(question).catch((error: unknown) => {
      this.away = error instanceof Error ? error : new Error(String(error))
      return 'stop'
    })

  async #answer(question: HostQuestion): Promise<HostAnswer> {
    switch (question.type) {
      case 'prepared':
        await untilWritten(() => this.#writer.notePrepared(question.step))
        return 'go'
      case 'commit':
        return this.#commit(question.manifest)
      case 'apply':
        // The lease is renewed with the answer: a worker that was stopped for longer finds that it has lost the run.
        if (performance.now() - this.#renewed > FRESH_MS) await this.#renew()
        return this.#signal.reason === LEASE_LOST ? 'stop' : 'go'
      case 'applied':
        return 'go'
    }
  }

  async #renew(): Promise<void> {
    const asked = performance.now()
    await untilWritten(() => this.#writer.heartbeat())
    this.#renewed = asked
  }

  async #commit(prepared: RunManifest): Promise<HostAnswer> {
    await this.#reporter.flush()
    const inputs = await this.#lineage.inputs()
    // Asked to stop before anything was written: nothing is begun.
    if (this.#signal.aborted && this.#signal.reason !== LEASE_LOST) return 'refuse'
    const manifest: RunManifest = inputs === undefined ? prepared : { ...prepared, inputs }
    const plans = manifest.steps.flatMap((step): WritePlan[] => (step.kind === 'system' ? [step.plan] : []))
    const hold = plans.some((plan) => plan.approval.length > 0)
    // Written or not: when the answer of the database is lost, only those who hold the run next can know.
    this.begun = true
    try {
      const { watermarks: readTo } = manifest
      const asked = performance.now()
      await untilWritten(() => this.#writer.commit({ manifest, plans, hold, readFrom: this.#readFrom, readTo }))
      this.#renewed = asked
      return hold ? 'hold' : 'go'
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'watermark-moved') throw error
      this.begun = false
      this.refusal = { severity: 'error', code: error.code, params: error.params }
      return 'refuse'
    }
  }
}

/** A lease that was renewed so lately, a small part of its time, needs no other word. */
const FRESH_MS = 250

/** Why an attempt is ended whose run was taken away. */
export const LEASE_LOST = 'lease-lost'
