-- DropIndex
DROP INDEX "artifact_workspace_id_idx";

-- DropIndex
DROP INDEX "rejected_row_workspace_id_idx";

-- AlterTable
ALTER TABLE "flow" ADD COLUMN     "policy" JSON NOT NULL DEFAULT '{}',
ADD COLUMN     "published_at" TIMESTAMPTZ(3),
ADD COLUMN     "published_by" TEXT,
ADD COLUMN     "published_revision" INTEGER;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "document_version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "losses" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "manifest" JSON,
ADD COLUMN     "max_attempts" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "memory_mb" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "not_before" TIMESTAMPTZ(3),
ADD COLUMN     "parent_id" UUID,
ADD COLUMN     "phase" TEXT NOT NULL DEFAULT 'working',
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "published" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "request_key" TEXT,
ADD COLUMN     "trigger_ref" TEXT,
ADD COLUMN     "write_plan" JSON;

-- AlterTable
ALTER TABLE "run_node" ADD COLUMN     "finished_at" TIMESTAMPTZ(3),
ADD COLUMN     "started_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "artifact" ADD COLUMN     "hash" TEXT,
ADD COLUMN     "removed_at" TIMESTAMPTZ(3),
ADD COLUMN     "target" TEXT;

-- AlterTable
ALTER TABLE "rejected_row" ADD COLUMN     "assignee" TEXT,
ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "fixed" JSON,
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "replay_id" UUID,
ADD COLUMN     "resolved_at" TIMESTAMPTZ(3),
ADD COLUMN     "resolved_by" TEXT,
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'open';

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "config" JSON NOT NULL,
    "version" INTEGER NOT NULL,
    "sealed" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,
    "tested_at" TIMESTAMPTZ(3),
    "test_problem" JSON,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "runs" INTEGER NOT NULL,
    "memory_mb" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "draining" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "expression" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "jitter_seconds" INTEGER NOT NULL DEFAULT 0,
    "overlap" TEXT NOT NULL DEFAULT 'skip',
    "missed" TEXT NOT NULL DEFAULT 'once',
    "parameters" JSON NOT NULL DEFAULT '{}',
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "next_due" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tick" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "schedule_id" UUID NOT NULL,
    "due" TIMESTAMPTZ(3) NOT NULL,
    "series" TEXT NOT NULL DEFAULT 'regular',
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "fired_at" TIMESTAMPTZ(3),
    "run_id" UUID,

    CONSTRAINT "tick_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "backfill" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "schedule_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "only_missed" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "backfill_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trigger" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "method" TEXT,
    "path" TEXT,
    "config" JSON NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "sealed" TEXT,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "state" JSON NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "trigger_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trigger_event" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "trigger_id" UUID NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "payload" JSON NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'accepted',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "run_id" UUID,
    "problem" JSON,

    CONSTRAINT "trigger_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "watermark" (
    "workspace_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node" TEXT NOT NULL,
    "value" JSON NOT NULL,
    "run_id" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "watermark_pkey" PRIMARY KEY ("flow_id","node")
);

-- CreateTable
CREATE TABLE "watermark_change" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "node" TEXT NOT NULL,
    "value" JSON,
    "run_id" UUID,
    "changed_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "watermark_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_input" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "node" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT,
    "bytes" BIGINT,
    "rows" BIGINT,
    "artifact_id" UUID,

    CONSTRAINT "run_input_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_rule" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "flow_id" UUID,
    "name" TEXT NOT NULL,
    "condition" JSON NOT NULL,
    "target" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "sealed" TEXT,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "flow_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "detail" JSON NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recovered_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "told_problem" JSON,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connection_workspace_id_name_key" ON "connection"("workspace_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- CreateIndex
CREATE INDEX "api_token_workspace_id_idx" ON "api_token"("workspace_id");

-- CreateIndex
CREATE INDEX "schedule_workspace_id_idx" ON "schedule"("workspace_id");

-- CreateIndex
CREATE INDEX "schedule_flow_id_idx" ON "schedule"("flow_id");

-- CreateIndex
CREATE INDEX "schedule_paused_next_due_idx" ON "schedule"("paused", "next_due");

-- CreateIndex
CREATE INDEX "tick_state_not_before_idx" ON "tick"("state", "not_before");

-- CreateIndex
CREATE INDEX "tick_workspace_id_idx" ON "tick"("workspace_id");

-- CreateIndex
CREATE INDEX "tick_run_id_idx" ON "tick"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "tick_schedule_id_due_series_key" ON "tick"("schedule_id", "due", "series");

-- CreateIndex
CREATE INDEX "backfill_schedule_id_idx" ON "backfill"("schedule_id");

-- CreateIndex
CREATE INDEX "backfill_workspace_id_idx" ON "backfill"("workspace_id");

-- CreateIndex
CREATE INDEX "trigger_flow_id_idx" ON "trigger"("flow_id");

-- CreateIndex
CREATE INDEX "trigger_kind_paused_idx" ON "trigger"("kind", "paused");

-- CreateIndex
CREATE UNIQUE INDEX "trigger_workspace_id_method_path_key" ON "trigger"("workspace_id", "method", "path");

-- CreateIndex
CREATE INDEX "trigger_event_state_trigger_id_id_idx" ON "trigger_event"("state", "trigger_id", "id");

-- CreateIndex
CREATE INDEX "trigger_event_workspace_id_received_at_idx" ON "trigger_event"("workspace_id", "received_at");

-- CreateIndex
CREATE INDEX "trigger_event_run_id_idx" ON "trigger_event"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "trigger_event_trigger_id_dedupe_key_key" ON "trigger_event"("trigger_id", "dedupe_key");

-- CreateIndex
CREATE INDEX "watermark_workspace_id_idx" ON "watermark"("workspace_id");

-- CreateIndex
CREATE INDEX "watermark_change_flow_id_node_id_idx" ON "watermark_change"("flow_id", "node", "id");

-- CreateIndex
CREATE INDEX "watermark_change_workspace_id_idx" ON "watermark_change"("workspace_id");

-- CreateIndex
CREATE INDEX "run_input_run_id_idx" ON "run_input"("run_id");

-- CreateIndex
CREATE INDEX "run_input_workspace_id_hash_idx" ON "run_input"("workspace_id", "hash");

-- CreateIndex
CREATE INDEX "run_input_workspace_id_kind_name_idx" ON "run_input"("workspace_id", "kind", "name");

-- CreateIndex
CREATE INDEX "run_input_artifact_id_idx" ON "run_input"("artifact_id");

-- CreateIndex
CREATE INDEX "alert_rule_workspace_id_idx" ON "alert_rule"("workspace_id");

-- CreateIndex
CREATE INDEX "alert_rule_id_flow_id_state_idx" ON "alert"("rule_id", "flow_id", "state");

-- CreateIndex
CREATE INDEX "alert_workspace_id_opened_at_idx" ON "alert"("workspace_id", "opened_at");

-- CreateIndex
CREATE INDEX "run_parent_id_idx" ON "run"("parent_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_workspace_id_request_key_key" ON "run"("workspace_id", "request_key");

-- CreateIndex
CREATE INDEX "artifact_workspace_id_target_idx" ON "artifact"("workspace_id", "target");

-- CreateIndex
CREATE INDEX "artifact_workspace_id_hash_idx" ON "artifact"("workspace_id", "hash");

-- CreateIndex
CREATE INDEX "rejected_row_replay_id_idx" ON "rejected_row"("replay_id");

-- CreateIndex
CREATE INDEX "rejected_row_workspace_id_status_id_idx" ON "rejected_row"("workspace_id", "status", "id");

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rejected_row" ADD CONSTRAINT "rejected_row_replay_id_fkey" FOREIGN KEY ("replay_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tick" ADD CONSTRAINT "tick_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tick" ADD CONSTRAINT "tick_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tick" ADD CONSTRAINT "tick_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backfill" ADD CONSTRAINT "backfill_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backfill" ADD CONSTRAINT "backfill_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trigger_event" ADD CONSTRAINT "trigger_event_trigger_id_fkey" FOREIGN KEY ("trigger_id") REFERENCES "trigger"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trigger_event" ADD CONSTRAINT "trigger_event_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trigger_event" ADD CONSTRAINT "trigger_event_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watermark" ADD CONSTRAINT "watermark_flow_id_fkey" FOREIGN KEY ("flow_id") REFERENCES "flow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watermark" ADD CONSTRAINT "watermark_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watermark_change" ADD CONSTRAINT "watermark_change_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_input" ADD CONSTRAINT "run_input_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_input" ADD CONSTRAINT "run_input_artifact_id_fkey" FOREIGN KEY ("artifact_id") REFERENCES "artifact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_input" ADD CONSTRAINT "run_input_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_rule" ADD CONSTRAINT "alert_rule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
