ALTER TABLE "run" ADD COLUMN "last_write" UUID;
