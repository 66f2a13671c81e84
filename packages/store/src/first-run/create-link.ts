import { openStore } from '../store.ts'
import { type SignInLink } from './sign-in-link.ts'

/** Makes a one-time link without a running server: the database's owner is whoever can reach the database. */
export async function createSignInLink(options: { databaseUrl: string; origin: string }): Promise<SignInLink> {
  const store = await openStore(options.databaseUrl, { connections: 1 })
  try {
    return await store.signInLink(options.origin)
  } finally {
    await store.close()
  }
}
