-- CreateTable
CREATE TABLE "known_file" (
    "trigger_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "workspace_id" UUID NOT NULL,

    CONSTRAINT "known_file_pkey" PRIMARY KEY ("trigger_id","key")
);

-- CreateIndex
CREATE INDEX "known_file_workspace_id_idx" ON "known_file"("workspace_id");

-- AddForeignKey
ALTER TABLE "known_file" ADD CONSTRAINT "known_file_trigger_id_fkey" FOREIGN KEY ("trigger_id") REFERENCES "trigger"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_file" ADD CONSTRAINT "known_file_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
