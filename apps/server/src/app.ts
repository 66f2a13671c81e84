import { type RouteName } from '@sluice/contract'
import express, { type Express } from 'express'
import { alertHandlers } from './features/alerts/routes.ts'
import { auditHandlers } from './features/audit/routes.ts'
import { connectionHandlers } from './features/connections/routes.ts'
import { designHandlers } from './features/design/routes.ts'
import { fileHandlers } from './features/files/routes.ts'
import { flowHandlers } from './features/flows/routes.ts'
import { operationsHandlers } from './features/operations/routes.ts'
import { rejectedHandlers } from './features/rejected/routes.ts'
import { runHandlers } from './features/runs/routes.ts'
import { scheduleHandlers } from './features/schedules/routes.ts'
import { sessionHandlers } from './features/session/routes.ts'
import { systemHandlers } from './features/system/routes.ts'
import { tokenHandlers } from './features/tokens/routes.ts'
import { triggerHandlers } from './features/triggers/routes.ts'
import { watermarkHandlers } from './features/watermarks/routes.ts'
import { workspaceHandlers } from './features/workspace/routes.ts'
import { ApiFailure } from './http/failure.ts'
import { answerFailures, mountRoutes, type Handlers } from './http/mount.ts'
import { requestLog } from './http/request-log.ts'
import { securityHeaders } from './http/security-headers.ts'
import { serveWeb } from './http/web-pages.ts'
import { metricsHandler } from './metrics/handler.ts'
import { type Services } from './services.ts'

/** The application: every route of the contract, then the web pages. */
export function createApp(services: Services): { app: Express; mounted: readonly RouteName[] } {
  const app = express()
  app.disable('x-powered-by')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.use(securityHeaders)
  app.use(requestLog(services.log))
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store')
    next()
  })
  const handlers: Handlers = {
    ...alertHandlers(services),
    ...auditHandlers(),
    ...connectionHandlers(services),
    ...designHandlers(services),
    ...fileHandlers(services),
    ...flowHandlers(services),
    ...runHandlers(services),
    ...operationsHandlers(),
    ...rejectedHandlers(),
    ...scheduleHandlers(),
    ...sessionHandlers(services),
    ...systemHandlers(services),
    ...tokenHandlers(),
    ...triggerHandlers(services),
    ...watermarkHandlers(),
    ...workspaceHandlers(),
  }
  const mounted = mountRoutes(app, services, handlers)
  app.get('/metrics', metricsHandler(services))
  if (services.config.web !== undefined) serveWeb(app, services.config.web)
  app.use((_request, _response, next) => next(new ApiFailure(404, 'no-such-route')))
  app.use(answerFailures(services))
  return { app, mounted }
}
