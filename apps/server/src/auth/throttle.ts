import { type Store } from '@sluice/store'
import { createHash } from 'node:crypto'
import { ApiFailure } from '../http/failure.ts'

const WINDOW_MINUTES = 15

/** How many failures a key may have in the window. */
interface Limit {
  readonly key: string
  readonly most: number
}

const keyOf = (kind: string, ...parts: readonly string[]): string =>
  `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`

/**
 * Limits on failed sign-ins, per account and address together and per address. A count over a whole account would let a
 * stranger lock its owner out, so it applies only to addresses from which the account never signed in.
 */
export async function passwordLimits({ database }: Store, email: string, address: string): Promise<readonly Limit[]> {
  const own: readonly Limit[] = [
    { key: keyOf('account-address', email.toLowerCase(), address), most: 10 },
    { key: keyOf('address', address), most: 100 },
  ]
  const known = await database.session.count({ where: { ipAddress: address, user: { email: email.toLowerCase() } } })
  return known > 0 ? own : [...own, { key: keyOf('account', email.toLowerCase()), most: 200 }]
}

export const linkLimits = (address: string): readonly Limit[] => [{ key: keyOf('link-address', address), most: 60 }]

export const tokenLimits = (address: string): readonly Limit[] => [{ key: keyOf('token-address', address), most: 60 }]

/** Refuses with 429 when a limit is reached. */
export async function checkLimits({ database }: Store, limits: readonly Limit[]): Promise<void> {
  const rows = await database.rate.findMany({ where: { key: { in: limits.map(({ key }) => key) }, expiresAt: { gt: new Date() } } })
  for (const { key, most } of limits) {
    const row = rows.find((r) => r.key === key)
    if (row === undefined || row.count < most) continue
    throw new ApiFailure(429, 'too-many-attempts', {
      params: { minutes: Math.max(1, Math.ceil((row.expiresAt.getTime() - Date.now()) / 60_000)) },
    })
  }
}

/** Counts a failure. */
export async function countFailure({ database }: Store, limits: readonly Limit[]): Promise<void> {
  for (const { key } of limits) {
    await database.$executeRaw`INSERT INTO rate (key, count, expires_at) VALUES (${key}, 1, now() + make_interval(mins => ${WINDOW_MINUTES}::int))
      ON CONFLICT (key) DO UPDATE SET count = CASE WHEN rate.expires_at < now() THEN 1 ELSE rate.count + 1 END,
        expires_at = CASE WHEN rate.expires_at < now() THEN excluded.expires_at ELSE rate.expires_at END`
  }
  await database.rate.deleteMany({ where: { expiresAt: { lt: new Date() } } })
}
