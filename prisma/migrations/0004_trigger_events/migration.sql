-- The name of a workspace in addresses for other programs. The first one gets a short name, later ones the beginning of their id.
ALTER TABLE "workspace" ADD COLUMN "slug" TEXT NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 8);
UPDATE "workspace" SET "slug" = 'main' WHERE "id" = (SELECT "id" FROM "workspace" ORDER BY "created_at", "id" LIMIT 1);
CREATE UNIQUE INDEX "workspace_slug_key" ON "workspace"("slug");

-- A signature counts once; after a failure an event may go only with so many others.
ALTER TABLE "trigger_event" ADD COLUMN "signature" TEXT,
  ADD COLUMN "batch_limit" INTEGER;
CREATE UNIQUE INDEX "trigger_event_trigger_id_signature_key" ON "trigger_event"("trigger_id", "signature");

-- Whoever ends a run (its worker, a cancel, the watch over lost workers) settles its events in the same statement: done when it
-- succeeded; otherwise they come back later, first together, then in halves, so that one poisonous event ends alone as failed.
CREATE FUNCTION settle_trigger_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  together INTEGER;
BEGIN
  IF NEW.status IN ('succeeded', 'succeeded-with-rejects') THEN
    UPDATE trigger_event SET state = 'done', finished_at = now(), problem = NULL, not_before = NULL
     WHERE run_id = NEW.id AND state = 'running';
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
    FROM (SELECT x.id, t.config, NEW.status = 'cancelled' OR NEW.trigger = 'endpoint'
                 OR (together = 1 AND x.attempts + 1 >= coalesce((t.config->>'maxAttempts')::int, 8)) AS for_good
            FROM trigger_event x JOIN "trigger" t ON t.id = x.trigger_id WHERE x.run_id = NEW.id AND x.state = 'running') ended
   WHERE e.id = ended.id;
  RETURN NULL;
END $$;

CREATE TRIGGER run_settles_events AFTER UPDATE OF status ON run FOR EACH ROW
  WHEN (NEW.status IN ('succeeded', 'succeeded-with-rejects', 'failed', 'cancelled') AND OLD.status IS DISTINCT FROM NEW.status
    AND NEW.trigger IN ('webhook', 'endpoint', 'file', 'flow', 'replay'))
  EXECUTE FUNCTION settle_trigger_events();
