import type pg from 'pg'

/** Requests that were refused or known already, by trigger and code. */
export type Refusals = ReadonlyMap<string, ReadonlyMap<string, number>>

const ADD = `UPDATE "trigger" t SET state = (t.state::jsonb || jsonb_build_object('counts', coalesce(t.state::jsonb->'counts', '{}') || (
    SELECT coalesce(jsonb_object_agg(key, coalesce((t.state::jsonb->'counts'->>key)::bigint, 0) + value::bigint), '{}') FROM jsonb_each_text($2::jsonb))))::json
  WHERE t.id = $1`

/** Adds to the figures of triggers. */
export async function countRefused(pool: pg.Pool, refusals: Refusals): Promise<void> {
  for (const [trigger, codes] of refusals)
    await pool.query({ name: 'count-refused', text: ADD, values: [trigger, JSON.stringify(Object.fromEntries(codes))] })
}
