import { type NextFunction, type Request, type Response } from 'express'
import helmet from 'helmet'
import { randomBytes } from 'node:crypto'

const nonces = new WeakMap<Response, string>()

/** The nonce of this answer, the only way for an inline script or style to be taken. */
export const nonceOf = (response: Response): string => {
  const known = nonces.get(response)
  if (known !== undefined) return known
  const nonce = randomBytes(16).toString('base64')
  nonces.set(response, nonce)
  return nonce
}

const withNonce = (_request: unknown, response: unknown): string => `'nonce-${nonceOf(asResponse(response))}'`

/** Boundary: helmet types the response as Node's; it is the one Express gave it. */
const asResponse = (response: unknown): Response => response as Response

const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", withNonce],
      styleSrc: ["'self'", withNonce],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  // Told only to browsers that came by TLS; see below.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
})

/** Security headers on every answer. */
export function securityHeaders(request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  if (request.secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  headers(request, response, next)
}
