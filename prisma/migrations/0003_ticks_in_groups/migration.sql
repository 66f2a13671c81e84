-- AlterTable
ALTER TABLE "tick" ADD COLUMN     "covers" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "backfill" ADD COLUMN     "concurrency" INTEGER NOT NULL DEFAULT 1;
