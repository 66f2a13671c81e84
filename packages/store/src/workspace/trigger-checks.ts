import { type TriggerConfig } from '@sluice/contract'
import { z } from 'zod'
import { type Transaction } from '../database/connect.ts'
import { StoreError, notFound } from '../database/error.ts'
import { addressParts, pathShape } from '../triggers/trigger-path.ts'
import { type Scope } from './scope.ts'

/** A trigger as it is about to be saved. */
export interface WantedTrigger {
  readonly id: string | undefined
  readonly flowId: string
  readonly config: TriggerConfig
}

const afterSchema = z.object({ after: z.string() })

/** Refuses what can't work: a flow that isn't there, an address that is taken, flows that would start each other for ever. */
export async function checkTrigger(tx: Transaction, { workspaceId }: Scope, wanted: WantedTrigger): Promise<void> {
  // One after the other: two saves at once could each be fine and together close a loop.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`triggers:${workspaceId}`}, 0))`
  const flows = [wanted.flowId, ...(wanted.config.kind === 'flow' ? [wanted.config.after] : [])]
  for (const id of flows) if ((await tx.flow.count({ where: { id, workspaceId, deletedAt: null } })) === 0) throw notFound('flow')
  const others = await tx.trigger.findMany({ where: { workspaceId, ...(wanted.id === undefined ? {} : { id: { not: wanted.id } }) } })
  const { method, path } = addressParts(wanted.config)
  const taken = others.find((other) => path !== null && other.method === method && pathShape(other.path ?? '') === pathShape(path))
  if (taken !== undefined) throw new StoreError('address-taken', { path: path ?? '', name: taken.name })
  if (wanted.config.kind !== 'flow') return
  const starts = new Map<string, string[]>()
  for (const other of others.filter(({ kind }) => kind === 'flow')) {
    const { after } = afterSchema.parse(other.config)
    starts.set(after, [...(starts.get(after) ?? []), other.flowId])
  }
  if (reaches(starts, wanted.flowId, wanted.config.after)) throw new StoreError('trigger-loop')
}

/** Whether the end of one flow leads, over any number of others, to a start of the other. */
function reaches(starts: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true
    if (seen.has(at)) continue
    seen.add(at)
    open.push(...(starts.get(at) ?? []))
  }
  return false
}
