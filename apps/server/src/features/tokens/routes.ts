import { ApiFailure } from '../../http/failure.ts'
import { type HandlersOf } from '../../http/mount.ts'

/** Tokens that programs sign in with. */
export const tokenHandlers = (): HandlersOf<'listTokens' | 'createToken' | 'revokeToken'> => ({
  listTokens: async ({ workspace }) => ({ tokens: await workspace.tokens.list() }),
  createToken: async ({ workspace, body }) => {
    const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt)
    if (expiresAt !== null && expiresAt <= new Date()) throw new ApiFailure(400, 'token-already-expired')
    return workspace.tokens.create({ name: body.name, role: body.role, expiresAt })
  },
  revokeToken: ({ workspace, params }) => workspace.tokens.revoke(params.id),
})
