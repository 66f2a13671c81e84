import { type Store } from '@sluice/store'
import { type Request } from 'express'
import { ApiFailure } from '../http/failure.ts'
import { abilitiesOf } from './abilities.ts'
import { addressOf, type Signed } from './auth.ts'
import { checkLimits, countFailure, tokenLimits } from './throttle.ts'

/** The token in `Authorization: Bearer …`; undefined when the request carries none. Other schemes are not meant for us. */
export function bearerOf(request: Request): string | undefined {
  const [, token] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? []
  return token
}

/**
 * Who an API token speaks for. A wrong one is refused with 401, and after many from one address with 429; a good one is
 * never kept waiting by the wrong ones of somebody else behind the same address.
 */
export async function signedByToken(store: Store, request: Request, token: string): Promise<Signed> {
  const bearer = await store.bearer(token)
  if (bearer === undefined) {
    const limits = tokenLimits(addressOf(request))
    await checkLimits(store, limits)
    await countFailure(store, limits)
    throw new ApiFailure(401, 'token-invalid')
  }
  const { id, name, role, workspaceId } = bearer
  return { by: 'token', tokenId: id, name: `${name} (API)`, workspaceId, abilities: abilitiesOf(role) }
}
