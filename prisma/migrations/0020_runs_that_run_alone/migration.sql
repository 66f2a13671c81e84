ALTER TABLE "run" ADD COLUMN "alone" BOOLEAN NOT NULL DEFAULT false;

-- What follows can't be said in schema.prisma; the names begin with `only_sql_`.

-- Flows whose next run has to wait for a begun commit.
CREATE INDEX "only_sql_run_alone_begun" ON "run" ("flow_id") WHERE "alone" AND "status" = 'queued' AND "phase" = 'committing';
