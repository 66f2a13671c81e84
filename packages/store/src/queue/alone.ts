/**
 * SQL: whether the document of a version `v` writes a whole table (a sink that replaces or syncs it). Of two runs of such a flow at once
 * the one that read first may commit last, and what it does not know is gone from the table. So they run one after the other, unless the
 * policy of the flow says how many may run at once.
 */
export const WRITES_WHOLE_TABLES = `EXISTS (SELECT 1 FROM json_array_elements(v.document->'nodes') n
  WHERE n->>'type' LIKE 'sink.%' AND n->'config'->>'mode' IN ('replace', 'sync') AND coalesce(n->>'disabled', 'false') = 'false')`

/** SQL: the runs of the flow `f` that a run `r` which is alone, or meets one that is, has to wait for. A begun commit goes first. */
export const IN_THE_WAY = `SELECT o.id FROM run o WHERE o.flow_id = f.id AND o.id <> r.id AND (o.alone OR r.alone)
  AND (o.status = 'running' OR (o.alone AND o.status = 'queued' AND o.phase = 'committing' AND r.phase = 'working'))`
