// A program that only fires schedules of the workspace's database: `DATABASE_URL`, and `SKEW_MS`, by which the clock of its host is wrong.
import './skewed-clock.ts'
import { openStore } from '../src/store.ts'

const store = await openStore(process.env['DATABASE_URL'] ?? '', { connections: 4 })
const notifications = await store.listen()
const scheduler = store.startScheduler(notifications, { onError: (error) => process.stderr.write(`${String(error)}\n`) })
process.send?.('ready')

const stop = async (): Promise<void> => {
  await scheduler.stop()
  await notifications.close()
  await store.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('disconnect', () => void stop())
