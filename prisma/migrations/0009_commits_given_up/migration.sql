-- Events of a begun commit belong to it until it is applied or given up (phase `abandoning`, by a person or by retention); then
-- they wait for a person. A run that tries another one again takes its events along, and settles them like any other.
CREATE OR REPLACE FUNCTION settle_trigger_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  together INTEGER;
BEGIN
  IF NEW.status IN ('succeeded', 'succeeded-with-rejects') THEN
    UPDATE trigger_event SET state = 'done', finished_at = now(), problem = NULL, not_before = NULL
     WHERE run_id = NEW.id AND state IN ('running', 'failed');
    RETURN NULL;
  END IF;
  SELECT count(*) INTO together FROM trigger_event WHERE run_id = NEW.id AND state = 'running';
  UPDATE trigger_event e
     SET attempts = e.attempts + 1,
         problem = coalesce(NEW.problems->0, json_build_object('severity', 'error', 'code', 'cancelled')),
         batch_limit = CASE WHEN e.attempts = 0 THEN together ELSE greatest(1, (together + 1) / 2) END,
         state = CASE WHEN ended.for_good THEN 'failed' ELSE 'accepted' END,
         finished_at = CASE WHEN ended.for_good THEN now() END,
         not_before = CASE WHEN NOT ended.for_good THEN now() + make_interval(secs =>
           coalesce((ended.config->>'backoffSeconds')::float, 1) * CASE WHEN together > 1 THEN 1 ELSE least(power(2, e.attempts), 300) END) END
    FROM (SELECT x.id, t.config, NEW.status = 'cancelled' OR t.kind = 'endpoint' OR NEW.phase IN ('committing', 'abandoning', 'abandoned')
                 OR (together = 1 AND x.attempts + 1 >= coalesce((t.config->>'maxAttempts')::int, 8)) AS for_good
            FROM trigger_event x JOIN "trigger" t ON t.id = x.trigger_id WHERE x.run_id = NEW.id AND x.state = 'running') ended
   WHERE e.id = ended.id;
  RETURN NULL;
END $$;

DROP TRIGGER run_settles_events ON run;
CREATE TRIGGER run_settles_events AFTER UPDATE OF status ON run FOR EACH ROW
  WHEN (NEW.status IN ('succeeded', 'succeeded-with-rejects', 'failed', 'cancelled') AND OLD.status IS DISTINCT FROM NEW.status
    AND NEW.trigger IN ('webhook', 'endpoint', 'file', 'flow', 'replay', 'retry'))
  EXECUTE FUNCTION settle_trigger_events();

-- What follows can't be said in schema.prisma; the names begin with `only_sql_`.

-- Commits that failed and that nobody has finished, few beside the runs that ended.
CREATE INDEX "only_sql_run_unfinished_commit" ON "run" ("workspace_id", "finished_at") WHERE "status" = 'failed' AND "phase" IN ('committing', 'abandoning');
