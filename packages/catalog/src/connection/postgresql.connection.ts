import { choice, number, text } from '../kit/fields.ts'
import type { ConnectionType } from './connection-type.ts'

/** A PostgreSQL database. */
export const postgresql: ConnectionType = {
  type: 'postgresql',
  icon: 'database',
  fields: {
    host: text({ maxLength: 253, required: true, code: true }),
    port: number({ default: 5_432, min: 1, max: 65_535 }),
    database: text({ maxLength: 63, required: true }),
    user: text({ maxLength: 63, required: true }),
    ssl: choice(['verify-full', 'require', 'disable'], 'verify-full'),
    ca: text({ maxLength: 100_000, multiline: true, code: true, advanced: true, when: { field: 'ssl', is: ['verify-full'] } }),
    schema: text({ maxLength: 1_000, advanced: true }),
  },
  secrets: { password: { required: false } },
  destination: ['host', 'port', 'database', 'user', 'ssl', 'ca'],
  target: ({ host, database }) => (typeof host === 'string' && typeof database === 'string' ? `${database} · ${host}` : ''),
}
