-- CreateTable
CREATE TABLE "spent_signature" (
    "trigger_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "workspace_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spent_signature_pkey" PRIMARY KEY ("trigger_id","hash")
);

-- CreateIndex
CREATE INDEX "spent_signature_workspace_id_idx" ON "spent_signature"("workspace_id");

-- AddForeignKey
ALTER TABLE "spent_signature" ADD CONSTRAINT "spent_signature_trigger_id_fkey" FOREIGN KEY ("trigger_id") REFERENCES "trigger"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "spent_signature" ADD CONSTRAINT "spent_signature_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
