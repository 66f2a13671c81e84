ALTER TABLE "flow" ADD COLUMN "deleted_by" TEXT;

-- Those in the trash were told of in the audit log.
UPDATE "flow" f SET "deleted_by" = (
  SELECT a."who" FROM "audit_entry" a
   WHERE a."workspace_id" = f."workspace_id" AND a."action" = 'flow.delete' AND a."object" = f."id"::text
   ORDER BY a."id" DESC LIMIT 1)
 WHERE f."deleted_at" IS NOT NULL;
