-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_object_id_idx" ON "audit_entry"("workspace_id", "object", "id");
