import { designRoutes } from './design.ts'
import { flowRoutes } from './flows.ts'
import { runRoutes } from './runs.ts'
import { sessionRoutes } from './session.ts'
import { workspaceRoutes } from './workspace.ts'

export * from './design.ts'
export * from './error.ts'
export * from './flows.ts'
export * from './route.ts'
export * from './runs.ts'
export * from './session.ts'
export * from './workspace.ts'

/** Every route of the API by name. */
export const routes = { ...flowRoutes, ...runRoutes, ...designRoutes, ...sessionRoutes, ...workspaceRoutes }
export type Routes = typeof routes
export type RouteName = keyof Routes
