import type { WriteCounts, WritePlan } from '@sluice/engine/connector'
import type { WriteJob } from './job.ts'
import type { WriteSettings } from './settings.ts'

type Reasons = WritePlan['approval']
const KINDS = ['inserted', 'updated', 'deleted'] as const
const OVER = {
  inserted: { code: 'approval-inserted' },
  updated: { code: 'approval-updated' },
  deleted: { code: 'approval-deleted' },
}

/** Why a person has to agree. `existing` are the rows at the target now; a table without rows has no share that could be too large. */
export function reasonsToAsk({ approval, limits }: WriteSettings, counts: WriteCounts, existing: number): Reasons {
  if (approval === 'never') return []
  if (approval === 'always') return KINDS.some((kind) => counts[kind] > 0) ? [{ code: 'approval-always', params: { ...counts } }] : []
  const over = KINDS.flatMap((kind): Reasons => {
    const limit = limits[kind]
    return limit !== null && counts[kind] > limit ? [{ ...OVER[kind], params: { count: counts[kind], limit } }] : []
  })
  const touched = counts.updated + counts.deleted
  if (limits.percent === null || existing === 0 || touched * 100 <= limits.percent * existing) return over
  return [...over, { code: 'approval-percent', params: { count: touched, rows: existing, limit: limits.percent } }]
}

/**
 * The most that applying may do. What was planned was either agreed to by a person or lies within the limits; the target may have
 * changed since, and more than either allows is not done: the plan is outdated then. Without approval there is no bound.
 */
export function mostAllowed({ approval, limits }: WriteSettings, counts: WriteCounts, existing: number): WriteJob['most'] {
  if (approval === 'never') return { inserted: null, updated: null, deleted: null }
  if (approval === 'always') return { inserted: counts.inserted, updated: counts.updated, deleted: counts.deleted }
  const share = limits.percent === null || existing === 0 ? null : Math.floor((limits.percent * existing) / 100)
  const most = (planned: number, ...bounds: readonly (number | null)[]): number | null => {
    const given = bounds.filter((bound) => bound !== null)
    return given.length === 0 ? null : Math.max(planned, Math.min(...given))
  }
  return {
    inserted: most(counts.inserted, limits.inserted),
    updated: most(counts.updated, limits.updated, share),
    deleted: most(counts.deleted, limits.deleted, share),
  }
}
