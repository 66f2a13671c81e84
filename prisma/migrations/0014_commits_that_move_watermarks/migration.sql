-- AlterTable
ALTER TABLE "run" ADD COLUMN     "moves_marks" BOOLEAN NOT NULL DEFAULT false;
UPDATE "run" SET "moves_marks" = true WHERE "phase" IN ('committing', 'abandoning') AND "status" IN ('queued', 'running', 'failed', 'awaiting-approval')
  AND "manifest"::text ~ '"watermarks": ?\{ ?"';

-- What follows can't be said in schema.prisma; the names begin with `only_sql_`.

-- Commits that new runs of their flow wait for, few however many runs there were.
CREATE INDEX "only_sql_run_holds_back" ON "run" ("flow_id") WHERE "moves_marks" AND "phase" IN ('committing', 'abandoning') AND "status" IN ('queued', 'running', 'failed');
