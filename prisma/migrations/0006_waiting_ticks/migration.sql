-- What follows can't be said in schema.prisma; the names begin with `only_sql_`.

-- Ticks that have yet to start, few beside those that were.
CREATE INDEX "only_sql_tick_waiting" ON "tick" ("schedule_id", "not_before") WHERE "state" = 'waiting';

-- Runs that a schedule has under way.
CREATE INDEX "only_sql_run_of_schedule" ON "run" ("trigger_ref") WHERE "status" IN ('queued', 'running', 'awaiting-approval') AND "trigger_ref" IS NOT NULL;
