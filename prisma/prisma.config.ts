import { defineConfig } from 'prisma/config'

/** The database's address comes from the environment only. */
export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://localhost/sluice' },
})
