-- AlterTable
ALTER TABLE "run" ADD COLUMN     "rows_read" BIGINT,
ADD COLUMN     "rows_written" BIGINT;

-- What the nodes of earlier runs have counted: sources have nothing but records coming in, sinks nothing but rejected rows going out.
UPDATE "run" SET "rows_read" = n.rows_read, "rows_written" = n.rows_written
  FROM (
    SELECT run_id,
           sum(CASE
             WHEN NOT EXISTS (SELECT 1 FROM json_object_keys(counts->'in')) THEN (SELECT coalesce(sum(o.value::bigint), 0) FROM json_each_text(counts->'out') o)
             WHEN NOT EXISTS (SELECT 1 FROM json_object_keys(counts->'in') k WHERE k <> 'records') THEN (counts->'in'->>'records')::bigint
             ELSE 0 END)::bigint AS rows_read,
           sum(CASE WHEN NOT EXISTS (SELECT 1 FROM json_object_keys(counts->'out') k WHERE k <> 'rejected') THEN (counts->>'passed')::bigint ELSE 0 END)::bigint AS rows_written
      FROM run_node WHERE counts IS NOT NULL GROUP BY run_id) n
 WHERE n.run_id = "run".id AND "run"."finished_at" IS NOT NULL;

-- What follows can't be said in schema.prisma; the names begin with `only_sql_`.

-- Ended runs of a flow by outcome and time, with all that its health is made of, so that no row of `run` need be read for it.
CREATE INDEX "only_sql_run_health" ON "run" ("workspace_id", "flow_id", "status", "finished_at")
  INCLUDE ("duration_ms", "rows_read", "rows_written", "rejected_rows") WHERE "finished_at" IS NOT NULL;
