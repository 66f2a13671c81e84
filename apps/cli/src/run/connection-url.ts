/** A connection as it is given: not checked yet. */
export interface GivenConnection {
  readonly type: string
  readonly config: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
}

/** libpq's modes and ours; those that only try to encrypt are taken as encrypted. */
const SSL_MODES: Readonly<Record<string, string>> = {
  disable: 'disable',
  allow: 'require',
  prefer: 'require',
  require: 'require',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
}

/** Text of a part of a URL; undefined when its escapes are broken. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/**
 * `postgres://user:password@host:port/database?sslmode=verify-full` as a connection; undefined for anything else, also for
 * parameters other than `sslmode`, which would be left out in silence.
 */
export function connectionFromUrl(text: string): GivenConnection | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(text)
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') return undefined
  const mode = searchParams.get('sslmode') ?? 'verify-full'
  const ssl = Object.hasOwn(SSL_MODES, mode) ? SSL_MODES[mode] : undefined
  const [user, secret, database] = [decoded(username), decoded(password), decoded(pathname.slice(1))]
  if (ssl === undefined || [...searchParams.keys()].some((name) => name !== 'sslmode')) return undefined
  if (user === undefined || secret === undefined || database === undefined) return undefined
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const config = { host, ...(port === '' ? {} : { port: Number(port) }), database, user, ssl }
  return { type: 'postgresql', config, secrets: secret === '' ? {} : { password: secret } }
}
