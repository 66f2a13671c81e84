-- A run that failed in the middle of its commit may have shown some of it: its events are not tried again by themselves. When a
-- person lets the commit go on and it succeeds, they are done.
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
    FROM (SELECT x.id, t.config, NEW.status = 'cancelled' OR NEW.trigger = 'endpoint' OR NEW.phase = 'committing'
                 OR (together = 1 AND x.attempts + 1 >= coalesce((t.config->>'maxAttempts')::int, 8)) AS for_good
            FROM trigger_event x JOIN "trigger" t ON t.id = x.trigger_id WHERE x.run_id = NEW.id AND x.state = 'running') ended
   WHERE e.id = ended.id;
  RETURN NULL;
END $$;
