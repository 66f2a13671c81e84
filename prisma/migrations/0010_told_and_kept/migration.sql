-- A notice that arrived is not sent again, whatever became of its job. Ticks at or before `known_since` are no longer all kept.
ALTER TABLE "alert" ADD COLUMN     "told_recovered" BOOLEAN NOT NULL DEFAULT false;
UPDATE "alert" SET "told_recovered" = true WHERE "recovered_at" <= "told_at";

-- AlterTable
ALTER TABLE "schedule" ADD COLUMN     "known_since" TIMESTAMPTZ(3);
