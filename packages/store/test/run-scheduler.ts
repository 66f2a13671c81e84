// A program that only fires schedules of the workspace's database: `DATABASE_URL`, and `SKEW_MS`, by which the clock of its host is wrong.
import { openStore } from '../src/store.ts'

const skew = Number(process.env['SKEW_MS'] ?? 0)
const real = Date.now
const now = (): number => real() + skew
globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[]): object => (args.length === 0 ? new target(now()) : new target(...asDateArguments(args))),
  get: (target, key, receiver): unknown => (key === 'now' ? now : Reflect.get(target, key, receiver)),
})

/** Boundary: what the caller gave to `new Date`. */
function asDateArguments(args: unknown[]): [number] {
  return args as [number]
}

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
