-- AlterTable
ALTER TABLE "run" ADD COLUMN     "judged" BOOLEAN NOT NULL DEFAULT false;
UPDATE "run" SET "judged" = true WHERE "finished_at" IS NOT NULL;

-- AlterTable
ALTER TABLE "worker" ADD COLUMN     "document_version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "alert" ALTER COLUMN "flow_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "instance" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "artifact_workspace_id_removed_at_idx" ON "artifact"("workspace_id", "removed_at");

-- What follows can't be said in schema.prisma; the names begin with `only_sql_`.

-- The order of the queue: one point of priority is worth ten minutes of waiting.
CREATE INDEX "only_sql_run_queue" ON "run" ((("created_at" AT TIME ZONE 'UTC') - "priority" * interval '10 minutes'), "id") WHERE "status" = 'queued';

-- Runs that a worker holds, few however many there were.
CREATE INDEX "only_sql_run_held" ON "run" ("flow_id") WHERE "status" = 'running';

-- Ended runs that the alert rules have not looked at.
CREATE INDEX "only_sql_run_unjudged" ON "run" ("finished_at") WHERE NOT "judged" AND "finished_at" IS NOT NULL;

-- One open alert for each rule and flow.
CREATE UNIQUE INDEX "only_sql_alert_open" ON "alert" ("rule_id", coalesce("flow_id", '00000000-0000-0000-0000-000000000000')) WHERE "state" = 'open';
