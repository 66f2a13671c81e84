import { type Ability } from '@sluice/contract'
import { LINK_MINUTES, type Store } from '@sluice/store'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { magicLink } from 'better-auth/plugins/magic-link'
import { type Request, type Response } from 'express'
import { hkdfSync } from 'node:crypto'
import { type Logger } from 'pino'
import { z } from 'zod'
import { abilitiesOf } from './abilities.ts'
import { hashPassword, verifyPassword } from './password.ts'

/** What whoever is signed in may do, and where; `name` is shown as who did it. */
interface SignedIn {
  readonly name: string
  readonly workspaceId: string
  readonly abilities: readonly Ability[]
}

/** A person with a session of a browser. */
export interface SignedPerson extends SignedIn {
  readonly by: 'session'
  readonly sessionId: string
  readonly userId: string
  readonly email: string
}

/** A program with an API token. */
export interface SignedProgram extends SignedIn {
  readonly by: 'token'
  readonly tokenId: string
}

/** Who is signed in. */
export type Signed = SignedPerson | SignedProgram

/** Sessions and ways in. */
export interface Auth {
  /** The session that the request carries; undefined when there is none that counts. */
  readonly read: (request: Request) => Promise<SignedPerson | undefined>
  /** Undefined when the token is not (or no longer) good. Sets the session cookie. */
  readonly byLink: (request: Request, response: Response, token: string) => Promise<SignedPerson | undefined>
  readonly byPassword: (request: Request, response: Response, email: string, password: string) => Promise<SignedPerson | undefined>
  readonly signOut: (request: Request, response: Response) => Promise<void>
}

const begunSchema = z.object({ token: z.string().min(1) })

const IDLE_SECONDS = 24 * 3_600
const ABSOLUTE_MS = 14 * 24 * 3_600_000
const REFRESH_SECONDS = 15 * 60
/** Set by us from the connection; what a client sends under this name is never passed on. */
const ADDRESS_HEADER = 'x-sluice-address'

export const addressOf = (request: Request): string => request.socket.remoteAddress ?? 'unknown'

const makeLibrary = (store: Store, origin: string, log: Logger) => {
  if (store.keys === undefined) throw new Error('The server needs the master key')
  return betterAuth({
    appName: 'Sluice',
    baseURL: origin,
    basePath: '/api/auth',
    secret: Buffer.from(hkdfSync('sha256', store.keys.first.bytes, '', 'sluice sessions', 32)).toString('base64'),
    database: prismaAdapter(store.database, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    // It calls a mistyped password an error; what really fails is thrown and logged by the route.
    logger: { log: (level, message) => log.info({ part: 'sign-in', said: level }, message) },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    session: { expiresIn: IDLE_SECONDS, updateAge: REFRESH_SECONDS },
    // Our own routes limit attempts, per account and address.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'sluice',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    // Links are made by the store and printed by the start command, never sent.
    plugins: [magicLink({ disableSignUp: true, storeToken: 'hashed', expiresIn: LINK_MINUTES * 60, sendMagicLink: () => undefined })],
  })
}

/** The token in the library's cookie, without its signature. */
const tokenIn = (cookies: string): string | undefined => /(?:^|; ?)(?:__Secure-)?sluice\.session_token=([^;.%]+)/.exec(cookies)?.[1]

/** Sign-in on the library's server-side functions; none of its own routes is reachable. */
export function makeAuth(store: Store, origin: string, log: Logger): Auth {
  const { api } = makeLibrary(store, origin, log)
  const { database } = store

  const headersOf = (request: Request): Headers => {
    const headers = new Headers()
    if (request.headers.cookie !== undefined) headers.set('cookie', request.headers.cookie)
    if (request.headers['user-agent'] !== undefined) headers.set('user-agent', request.headers['user-agent'].slice(0, 300))
    headers.set(ADDRESS_HEADER, addressOf(request))
    return headers
  }

  const passCookies = (answer: globalThis.Response, response: Response): void => {
    for (const cookie of answer.headers.getSetCookie()) response.append('Set-Cookie', cookie)
  }

  const memberOf = (user: object) => database.member.findFirst({ where: { user }, orderBy: { createdAt: 'asc' } })

  const signedAs = async (
    sessionId: string,
    user: { id: string; name: string; email: string },
    asked?: Awaited<ReturnType<typeof memberOf>>,
  ): Promise<SignedPerson | undefined> => {
    const { id: userId, name, email } = user
    const member = asked?.userId === userId ? asked : await memberOf({ id: userId })
    if (member === null) return undefined
    return { by: 'session', sessionId, userId, name, email, workspaceId: member.workspaceId, abilities: abilitiesOf(member.role) }
  }

  /** The session that an answer of the library began. */
  const begun = async (answer: globalThis.Response, response: Response, viaLink: boolean): Promise<SignedPerson | undefined> => {
    if (!answer.ok) return undefined
    const { token } = begunSchema.parse(await answer.json())
    const { id, user } = await database.session.update({ where: { token }, data: { viaLink }, include: { user: true } })
    passCookies(answer, response)
    return signedAs(id, user)
  }

  return {
    read: async (request) => {
      if (request.headers.cookie === undefined) return undefined
      // Whose session it is decides the library; who that is in a workspace is asked at the same time, not behind it.
      const token = tokenIn(request.headers.cookie)
      const asked = token === undefined ? undefined : memberOf({ sessions: { some: { token } } })
      asked?.catch(() => undefined)
      const found = await api.getSession({ headers: headersOf(request) })
      if (found === null) return undefined
      if (Date.now() - found.session.createdAt.getTime() > ABSOLUTE_MS) {
        await database.session.deleteMany({ where: { id: found.session.id } })
        return undefined
      }
      return signedAs(found.session.id, found.user, await asked)
    },

    byLink: async (request, response, token) =>
      begun(await api.magicLinkVerify({ query: { token }, headers: headersOf(request), asResponse: true }), response, true),

    byPassword: async (request, response, email, password) => {
      const body = { email, password }
      return begun(await api.signInEmail({ body, headers: headersOf(request), asResponse: true }), response, false)
    },

    signOut: async (request, response) => {
      passCookies(await api.signOut({ headers: headersOf(request), asResponse: true }), response)
    },
  }
}
