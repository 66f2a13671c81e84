import { type Request } from 'express'
import { ApiFailure } from './failure.ts'

/** Refuses a state-changing request that did not come from a page of ours. Browsers always send Origin with those. */
export function checkOrigin(request: Request, origins: readonly string[]): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const origin = request.headers.origin
  if (origin === undefined || !isOurs(origin, request.headers.host, origins)) throw new ApiFailure(403, 'wrong-origin')
}

function isOurs(origin: string, host: string | undefined, origins: readonly string[]): boolean {
  return origins.includes(origin) || origin === `http://${host ?? ''}` || origin === `https://${host ?? ''}`
}
