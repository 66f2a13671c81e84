import { z } from 'zod'
import { route } from './route.ts'

export const abilitySchema = z.enum(['public', 'read', 'edit', 'run', 'administer'])

export const sessionSchema = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string(), hasPassword: z.boolean() }),
    workspace: z.object({ id: z.uuid(), name: z.string(), zone: z.string() }),
    abilities: z.array(abilitySchema),
    /** The present password must be given to change it; false right after a sign-in by link. */
    needsCurrentPassword: z.boolean(),
    version: z.string(),
  })
  .meta({ id: 'Session' })
export type SessionDto = z.output<typeof sessionSchema>

const newPassword = z.strictObject({
  email: z.email().max(200),
  name: z.string().min(1).max(100),
  password: z.string().min(12).max(200),
  current: z.string().max(200).optional(),
})

/** Signing in and out. The page `/sign-in#token=…` posts the token: nothing changes by GET. */
export const sessionRoutes = {
  readSession: route({ name: 'readSession', method: 'get', path: '/api/session', summary: 'Who is signed in, and what they may do', ability: 'read', response: sessionSchema }),
  signInWithLink: route({ name: 'signInWithLink', method: 'post', path: '/api/sign-in/link', summary: 'Sign in with the token of a one-time link', ability: 'public', body: z.strictObject({ token: z.string().min(1).max(200) }), response: sessionSchema }),
  signInWithPassword: route({ name: 'signInWithPassword', method: 'post', path: '/api/sign-in/password', summary: 'Sign in with email and password', ability: 'public', body: z.strictObject({ email: z.string().min(1).max(200), password: z.string().min(1).max(200) }), response: sessionSchema }),
  signOut: route({ name: 'signOut', method: 'post', path: '/api/sign-out', summary: 'End this session', ability: 'read', response: z.object({ signedOut: z.literal(true) }) }),
  setPassword: route({ name: 'setPassword', method: 'post', path: '/api/session/password', summary: 'Set or change the password; other sessions end', ability: 'read', body: newPassword, response: sessionSchema }),
} // prettier-ignore
