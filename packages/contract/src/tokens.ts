import { z } from 'zod'
import { route } from './route.ts'

const instant = z.iso.datetime()

/** Roles of people and of API tokens. */
export const roleSchema = z.enum(['owner', 'editor', 'operator', 'viewer'])
export type Role = z.output<typeof roleSchema>

export const tokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: roleSchema,
    createdAt: instant,
    createdBy: z.string(),
    lastUsedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiToken' })
export type TokenDto = z.output<typeof tokenSchema>

const newToken = z.strictObject({
  name: z.string().trim().min(1).max(100),
  role: roleSchema,
  /** Null: it never expires. */
  expiresAt: instant.nullable(),
})

/** Tokens that programs sign in with, as `Authorization: Bearer sluice_…`. */
export const tokenRoutes = {
  listTokens: route({ name: 'listTokens', method: 'get', path: '/api/tokens', summary: 'API tokens; never the tokens themselves', ability: 'administer', response: z.object({ tokens: z.array(tokenSchema) }) }),
  createToken: route({ name: 'createToken', method: 'post', path: '/api/tokens', summary: 'Create an API token; this answer is the only one that holds it', ability: 'administer', body: newToken, response: z.object({ token: z.string(), details: tokenSchema }) }),
  revokeToken: route({ name: 'revokeToken', method: 'delete', path: '/api/tokens/{id}', summary: 'Revoke an API token', ability: 'administer', params: z.strictObject({ id: z.uuid() }), response: tokenSchema }),
} // prettier-ignore
