-- AlterTable
ALTER TABLE "run" ADD COLUMN     "origin" TEXT;
-- What began the runs that were tried again, as far as they are still known.
WITH RECURSIVE line AS (
  SELECT "id", "parent_id", "id" AS "of" FROM "run" WHERE "trigger" = 'retry'
  UNION ALL SELECT p."id", p."parent_id", line."of" FROM line JOIN "run" p ON p."id" = line."parent_id" WHERE (SELECT "trigger" FROM "run" WHERE "id" = line."id") = 'retry')
UPDATE "run" SET "origin" = first."trigger" FROM line JOIN "run" first ON first."id" = line."id" AND first."trigger" <> 'retry' WHERE "run"."id" = line."of";
