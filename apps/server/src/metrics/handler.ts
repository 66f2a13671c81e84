import { createHash, timingSafeEqual } from 'node:crypto'
import { type Request, type RequestHandler } from 'express'
import { ApiFailure } from '../http/failure.ts'
import { type Services } from '../services.ts'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const LOCAL_NAME = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i

/** What a proxy on this machine passes on comes from elsewhere, and so does a page that gave its name our address. */
function isLocal(request: Request): boolean {
  const passedOn = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some(
    (name) => request.headers[name] !== undefined,
  )
  return !passedOn && LOOPBACK.test(request.socket.remoteAddress ?? '') && LOCAL_NAME.test(request.headers.host ?? '')
}

/** `GET /metrics`: with a token (`SLUICE_METRICS_TOKEN`) for whoever has it, without one for this machine only. */
export const metricsHandler = ({ metrics, config }: Services): RequestHandler => {
  const expected = config.metricsToken === undefined ? undefined : digest(`Bearer ${config.metricsToken}`)
  const mayRead = (request: Request): boolean =>
    expected === undefined ? isLocal(request) : timingSafeEqual(expected, digest(request.headers.authorization ?? ''))
  return (request, response, next) => {
    if (!mayRead(request)) {
      next(new ApiFailure(expected === undefined ? 403 : 401, 'metrics-refused'))
      return
    }
    metrics.text().then((text) => response.setHeader('Cache-Control', 'no-store').type(metrics.contentType).send(text), next)
  }
}
