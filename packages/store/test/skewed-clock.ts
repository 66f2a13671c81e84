// Loaded before a program (`--import`), it makes the clock of its host wrong: by `SKEW_MS`, and by the same again, forward or back, at each SIGUSR2.
const first = Number(process.env['SKEW_MS'] ?? 0)
let skew = first
let jumps = 0
const real = Date.now
const now = (): number => real() + skew
globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[]): object => (args.length === 0 ? new target(now()) : new target(...asDateArguments(args))),
  get: (target, key, receiver): unknown => (key === 'now' ? now : Reflect.get(target, key, receiver)),
})
process.on('SIGUSR2', () => {
  skew = ++jumps % 2 === 1 ? -first : first
})

/** Boundary: what the caller gave to `new Date`. */
function asDateArguments(args: unknown[]): [number] {
  return args as [number]
}
