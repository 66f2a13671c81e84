import { eventStateSchema, problemSchema, triggerConfigSchema, type TriggerConfig, type TriggerDto, type TriggerEventDto } from '@sluice/contract' // prettier-ignore
import { type Trigger } from '@sluice/prisma'
import { z } from 'zod'
import { hidePayload } from '../triggers/hide-payload.ts'

const stateSchema = z.object({ counts: z.record(z.string(), z.int()).optional() })

export const configOf = (config: unknown): TriggerConfig => triggerConfigSchema.parse(config)

/** Figures of a trigger's events. */
export interface EventFigures {
  readonly accepted: number
  readonly running: number
  readonly done: number
  readonly failed: number
  readonly lastAt: Date | null
}

export const NO_EVENTS: EventFigures = { accepted: 0, running: 0, done: 0, failed: 0, lastAt: null }

type WithFlow = Trigger & { flow: { name: string; publishedRevision: number | null }; workspace: { slug: string } }

export function toTrigger(row: WithFlow, { lastAt, ...events }: EventFigures): TriggerDto {
  return {
    id: row.id,
    name: row.name,
    flowId: row.flowId,
    flowName: row.flow.name,
    flowPublished: row.flow.publishedRevision,
    config: configOf(row.config),
    paused: row.paused,
    address: row.path === null ? null : `/in/${row.workspace.slug}/${row.path}`,
    hasSecret: row.sealed !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
    events,
    refused: stateSchema.parse(row.state).counts ?? {},
    lastEventAt: lastAt?.toISOString() ?? null,
  }
}

/** An event as raw SQL gives it: the payload as its own text, so that long numbers stay as they came. */
export interface EventRow {
  readonly id: bigint
  readonly state: string
  readonly dedupe_key: string
  readonly attempts: number
  readonly received_at: Date
  readonly finished_at: Date | null
  readonly not_before: Date | null
  readonly run_id: string | null
  readonly problem: unknown
  readonly payload: string
  readonly request: string | null
}

export const toEvent = (row: EventRow): TriggerEventDto => ({
  id: Number(row.id),
  state: eventStateSchema.parse(row.state),
  dedupeKey: row.dedupe_key,
  attempts: row.attempts,
  receivedAt: row.received_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  notBefore: row.not_before?.toISOString() ?? null,
  runId: row.run_id,
  problem: problemSchema.nullable().parse(row.problem),
  payload: hidePayload(row.payload),
  request: row.request === null ? null : hidePayload(row.request),
})
