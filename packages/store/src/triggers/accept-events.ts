import type pg from 'pg'

/** An event as it comes in. All of `body`, `request` and `parameters` are JSON texts; the body is kept as it stands. */
export interface NewEvent {
  readonly workspaceId: string
  readonly triggerId: string
  readonly dedupeKey: string
  /** Of a signed request: it counts once. */
  readonly signature: string | null
  readonly body: string | null
  /** Path, query and headers. */
  readonly request: string | null
  /** Values for the flow's parameters. */
  readonly parameters: string | null
  /** Somebody waits for the answer. */
  readonly waiting: boolean
}

/** What became of an event. `replayed`: its signature has come in before under another key, or its event is kept no longer. `gone`: its trigger was deleted. */
export type Acceptance =
  { readonly kind: 'accepted'; readonly id: string } | { readonly kind: 'duplicate' | 'replayed' | 'gone' | 'unreadable' }

const INSERT = `WITH wanted AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[])
      WITH ORDINALITY AS w(workspace_id, trigger_id, dedupe_key, signature, payload, request, parameters, waiting, n)),
  made AS (INSERT INTO trigger_event (workspace_id, trigger_id, dedupe_key, signature, payload, request, parameters, waiting)
    SELECT workspace_id, trigger_id, dedupe_key, signature, payload::json, request::json, parameters::json, waiting FROM wanted w
     WHERE signature IS NULL OR NOT EXISTS (SELECT 1 FROM spent_signature s WHERE s.trigger_id = w.trigger_id AND s.hash = sha256(convert_to(w.signature, 'UTF8')))
     ORDER BY n ON CONFLICT DO NOTHING RETURNING id, trigger_id, dedupe_key),
  told AS (SELECT pg_notify('sluice_event', trigger_id::text) FROM made GROUP BY trigger_id)
  SELECT made.id, made.trigger_id, made.dedupe_key FROM made, (SELECT count(*) FROM told) AS done`

const KNOWN = `SELECT e.trigger_id, e.dedupe_key FROM unnest($1::uuid[], $2::text[]) AS w(trigger_id, dedupe_key)
  JOIN trigger_event e ON e.trigger_id = w.trigger_id AND e.dedupe_key = w.dedupe_key`

const keyOf = (trigger: string, key: string): string => `${trigger} ${key}`

interface Row {
  readonly id: string
  readonly trigger_id: string
  readonly dedupe_key: string
}

/**
 * Keeps events in one statement; when this answers, they are committed. An event that the database refuses (its trigger is
 * gone, its text is no JSON for PostgreSQL) takes none of the others with it.
 */
export async function acceptEvents(pool: pg.Pool, events: readonly NewEvent[]): Promise<readonly Acceptance[]> {
  try {
    return await insertAll(pool, events)
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    if (events.length === 1) return [{ kind: refusal }]
    const answers: Acceptance[] = []
    for (const event of events) answers.push(...(await acceptEvents(pool, [event])))
    return answers
  }
}

async function insertAll(pool: pg.Pool, events: readonly NewEvent[]): Promise<readonly Acceptance[]> {
  const column = <T>(value: (event: NewEvent) => T): T[] => events.map(value)
  const values = [
    column((e) => e.workspaceId), column((e) => e.triggerId), column((e) => e.dedupeKey), column((e) => e.signature),
    column((e) => e.body ?? 'null'), column((e) => e.request), column((e) => e.parameters), column((e) => e.waiting),
  ] // prettier-ignore
  const { rows } = await pool.query<Row>({ name: 'accept-events', text: INSERT, values })
  const made = new Map(rows.map((row) => [keyOf(row.trigger_id, row.dedupe_key), row.id]))
  // Two of one key in one batch: the first is the event, the second its duplicate.
  const answers = events.map(({ triggerId, dedupeKey }): Acceptance | undefined => {
    const key = keyOf(triggerId, dedupeKey)
    const id = made.get(key)
    if (id === undefined) return undefined
    made.delete(key)
    return { kind: 'accepted', id }
  })
  if (!answers.includes(undefined)) return answers.filter((answer) => answer !== undefined)
  const refused = events.filter((_event, i) => answers[i] === undefined)
  const known = await pool.query<Row>({ name: 'known-events', text: KNOWN, values: [refused.map((e) => e.triggerId), refused.map((e) => e.dedupeKey)] }) // prettier-ignore
  const keys = new Set(known.rows.map((row) => keyOf(row.trigger_id, row.dedupe_key)))
  return answers.map(
    (answer, i) => answer ?? { kind: keys.has(keyOf(events[i]!.triggerId, events[i]!.dedupeKey)) ? 'duplicate' : 'replayed' },
  )
}

/** SQLSTATE classes that are about the event and not about the database. */
function refusalOf(error: unknown): 'gone' | 'unreadable' | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === '23503') return 'gone'
  return code.startsWith('22') || code === '54001' ? 'unreadable' : undefined
}
