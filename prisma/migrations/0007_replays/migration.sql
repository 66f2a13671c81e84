-- AlterTable
ALTER TABLE "run" ADD COLUMN     "document" JSON;

-- DropIndex
DROP INDEX "rejected_row_workspace_id_status_id_idx";

-- CreateIndex
CREATE INDEX "rejected_row_workspace_id_status_node_code_id_idx" ON "rejected_row"("workspace_id", "status", "node", "code", "id");
