/**
 * SQL: the runs of the flow `f` whose commit has moved watermarks and has yet to be applied or given up. A new run would begin behind
 * their rows, and their rows would be written over its newer ones; so it waits. What waits for a person's approval has moved nothing.
 */
export const UNFINISHED_COMMITS = `SELECT c.id FROM run c WHERE c.flow_id = f.id AND c.moves_marks AND c.phase IN ('committing', 'abandoning')
  AND c.status IN ('queued', 'running', 'failed') AND NOT (c.phase = 'abandoning' AND c.status = 'failed')`
