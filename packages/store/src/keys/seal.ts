import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { StoreError } from '../database/error.ts'

/** The key that seals secrets. Its id names it in sealed texts without telling anything about it. */
export interface MasterKey {
  readonly id: string
  readonly bytes: Buffer
}

/** What a sealed text is bound to, so that it can't be moved to another place. */
export interface SealPlace {
  readonly workspace: string
  readonly credential: string
  readonly field: string
  readonly version: number
}

const associated = (place: SealPlace): Buffer => Buffer.from(`${place.workspace}|${place.credential}|${place.field}|${place.version}`)

export const masterKey = (bytes: Buffer): MasterKey => ({
  id: createHash('sha256').update('sluice key id').update(bytes).digest('hex').slice(0, 12),
  bytes,
})

/** The id of the key that a text was sealed with; empty when it is no sealed text. */
export const keyId = (sealed: string): string => sealed.split('.')[1] ?? ''

/** AES-256-GCM; the format is `v1.<key id>.<nonce>.<ciphertext>.<tag>` with base64url parts. */
export function seal(key: MasterKey, place: SealPlace, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce)
  cipher.setAAD(associated(place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return ['v1', key.id, ...[nonce, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}

/** The text again; `secret-unreadable` when the key or the place is another one or the text was changed. */
export function unseal(key: MasterKey, place: SealPlace, sealed: string): string {
  const [version, id, nonce, ciphertext, tag, ...more] = sealed.split('.')
  const complete = nonce !== undefined && ciphertext !== undefined && tag !== undefined && more.length === 0
  if (version !== 'v1' || id !== key.id || !complete) throw new StoreError('secret-unreadable', { name: place.credential })
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(nonce, 'base64url'), { authTagLength: 16 })
    decipher.setAAD(associated(place))
    decipher.setAuthTag(Buffer.from(tag, 'base64url'))
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString('utf8')
  } catch (error) {
    throw new StoreError('secret-unreadable', { name: place.credential }, error)
  }
}
