import { recordAudit } from '@sluice/store'
import { describeSession, setPassword } from '../../auth/account.ts'
import { addressOf, type Signed, type SignedPerson } from '../../auth/auth.ts'
import { checkLimits, countFailure, linkLimits, passwordLimits } from '../../auth/throttle.ts'
import { type Request } from 'express'
import { ApiFailure } from '../../http/failure.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { type Services } from '../../services.ts'

/** Signing in and out, and the password. */
export const sessionHandlers = ({
  store,
  auth,
  log,
}: Services): HandlersOf<'readSession' | 'signInWithLink' | 'signInWithPassword' | 'signOut' | 'setPassword'> => {
  const welcome = async (signed: SignedPerson, request: Request, action: string) => {
    await store.tellExamples(signed.workspaceId, languageOf(request)).catch((err: unknown) => {
      // The examples in another language are no reason to keep anybody out.
      log.error({ err }, 'examples not told')
    })
    await recordAudit(store.database, { workspaceId: signed.workspaceId, actor: signed.name }, action, signed.userId)
    return describeSession(store, signed)
  }

  return {
    readSession: async ({ session }) => describeSession(store, personOf(session)),

    signInWithLink: async ({ body, http }) => {
      const limits = linkLimits(addressOf(http.request))
      await checkLimits(store, limits)
      const signed = await auth.byLink(http.request, http.response, body.token)
      if (signed !== undefined) return welcome(signed, http.request, 'sign-in.link')
      await countFailure(store, limits)
      throw new ApiFailure(401, 'link-invalid')
    },

    signInWithPassword: async ({ body, http }) => {
      const limits = await passwordLimits(store, body.email, addressOf(http.request))
      await checkLimits(store, limits)
      const signed = await auth.byPassword(http.request, http.response, body.email, body.password.normalize('NFKC'))
      if (signed !== undefined) return welcome(signed, http.request, 'sign-in.password')
      await countFailure(store, limits)
      throw new ApiFailure(401, 'password-wrong')
    },

    signOut: async ({ session, http }) => {
      personOf(session)
      await auth.signOut(http.request, http.response)
      return { signedOut: true }
    },

    setPassword: async ({ session: signed, body, http }) => {
      const session = personOf(signed)
      const limits = await passwordLimits(store, session.email, addressOf(http.request))
      await checkLimits(store, limits)
      try {
        await setPassword(store, session, body)
      } catch (error) {
        if (error instanceof ApiFailure && error.code === 'password-wrong') await countFailure(store, limits)
        throw error
      }
      return describeSession(store, { ...session, name: body.name, email: body.email.toLowerCase() })
    },
  }
}

/** The language of the product that the browser asks for. */
const languageOf = (request: Request): 'en' | 'zh-CN' =>
  (request.acceptsLanguages('en', 'zh-CN', 'zh') || 'en').startsWith('zh') ? 'zh-CN' : 'en'

/** Sessions and passwords are of people. */
function personOf(signed: Signed): SignedPerson {
  if (signed.by === 'token') throw new ApiFailure(403, 'not-for-tokens')
  return signed
}
