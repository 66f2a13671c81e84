import { migrate } from '../src/database/migrate.ts'

process.send?.(await migrate(process.argv[2] ?? ''))
process.disconnect()
