import { hash, verify } from '@node-rs/argon2'
import { isCommonPassword } from './common-password.ts'

/** Argon2id with the parameters of OWASP's Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 thread. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password.normalize('NFKC'), { memoryCost: 19_456, timeCost: 2, parallelism: 1 })

export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password.normalize('NFKC'))

/** Why a password can't be taken; undefined when it can. Length is checked by the contract. */
export function passwordFault(password: string, personal: readonly string[]): 'password-common' | 'password-personal' | undefined {
  if (isCommonPassword(password)) return 'password-common'
  const lower = password.toLowerCase()
  const names = personal.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 5)
  return names.some((word) => lower.includes(word) && lower.length - word.length < 8) ? 'password-personal' : undefined
}
