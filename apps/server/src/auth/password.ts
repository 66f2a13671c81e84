import { hash, verify } from '@node-rs/argon2'
import { isCommonPassword } from './common-password.ts'

/** Argon2id with the parameters of OWASP's Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 thread. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password.normalize('NFKC'), { memoryCost: 19_456, timeCost: 2, parallelism: 1 })

export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password.normalize('NFKC'))

/** What must be left of a password without the person's name and email. */
const LEAST_OWN_CHARACTERS = 8

/** Why a password can't be taken; undefined when it can. Length is checked by the contract. */
export function passwordFault(password: string, personal: readonly string[]): 'password-common' | 'password-personal' | undefined {
  if (isCommonPassword(password)) return 'password-common'
  const words = personal.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 3)
  const longestFirst = words.sort((a, b) => b.length - a.length)
  const rest = longestFirst.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase())
  return rest.replaceAll(/[^\p{L}\p{N}]/gu, '').length < LEAST_OWN_CHARACTERS ? 'password-personal' : undefined
}
