-- AlterTable
ALTER TABLE "run" ADD COLUMN     "followed" BOOLEAN NOT NULL DEFAULT false;
-- What ended long ago has started what waited for it; what ended a moment ago is known by its event.
UPDATE "run" SET "followed" = true WHERE "finished_at" < now() - interval '1 hour';

-- Events of a flow that went into the trash while its run was under way end with that run: nobody would take them in any more.
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
                 OR EXISTS (SELECT 1 FROM flow WHERE flow.id = NEW.flow_id AND flow.deleted_at IS NOT NULL)
                 OR (together = 1 AND x.attempts + 1 >= coalesce((t.config->>'maxAttempts')::int, 8)) AS for_good
            FROM trigger_event x JOIN "trigger" t ON t.id = x.trigger_id WHERE x.run_id = NEW.id AND x.state = 'running') ended
   WHERE e.id = ended.id;
  RETURN NULL;
END $$;

-- What is in the trash already starts nothing when it comes back.
UPDATE "trigger" SET "paused" = true FROM "flow" WHERE "flow"."id" = "trigger"."flow_id" AND "flow"."deleted_at" IS NOT NULL;
UPDATE "trigger_event" SET "state" = 'failed', "finished_at" = now(), "problem" = json_build_object('severity', 'error', 'code', 'flow-deleted')
  FROM "trigger" t JOIN "flow" f ON f."id" = t."flow_id" WHERE t."id" = "trigger_event"."trigger_id" AND f."deleted_at" IS NOT NULL AND "trigger_event"."state" = 'accepted';

-- What follows can't be said in schema.prisma; the names begin with `only_sql_`.

-- Ends of runs that have started nothing yet.
CREATE INDEX "only_sql_run_unfollowed" ON "run" ("flow_id", "finished_at") WHERE NOT "followed" AND "finished_at" IS NOT NULL;
