import { alertRoutes } from './alerts.ts'
import { auditRoutes } from './audit.ts'
import { connectionRoutes } from './connections.ts'
import { designRoutes } from './design.ts'
import { flowHealthRoutes } from './flow-health.ts'
import { flowRoutes } from './flows.ts'
import { operationsRoutes } from './operations.ts'
import { lineageRoutes } from './lineage.ts'
import { rejectedRoutes } from './rejected.ts'
import { runRoutes } from './runs.ts'
import { scheduleRoutes } from './schedules.ts'
import { sessionRoutes } from './session.ts'
import { triggerRoutes } from './triggers.ts'
import { tokenRoutes } from './tokens.ts'
import { watermarkRoutes } from './watermarks.ts'
import { workspaceRoutes } from './workspace.ts'

/** Every route of the API by name. */
export const routes = {
  ...flowRoutes,
  ...flowHealthRoutes,
  ...runRoutes,
  ...rejectedRoutes,
  ...lineageRoutes,
  ...designRoutes,
  ...scheduleRoutes,
  ...sessionRoutes,
  ...workspaceRoutes,
  ...auditRoutes,
  ...watermarkRoutes,
  ...connectionRoutes,
  ...tokenRoutes,
  ...triggerRoutes,
  ...alertRoutes,
  ...operationsRoutes,
}
export type Routes = typeof routes
export type RouteName = keyof Routes
