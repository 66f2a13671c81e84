-- AlterTable
ALTER TABLE "flow" ADD COLUMN     "policy_by" TEXT,
ADD COLUMN     "policy_version" INTEGER NOT NULL DEFAULT 0;
