import { createBrowserRouter, redirect, type RouteObject } from 'react-router'
import { AlertsPage } from './pages/alerts/alerts-page.tsx'
import { AuditPage } from './pages/audit/audit-page.tsx'
import { ConnectionsPage } from './pages/connections/connections-page.tsx'
import { CrashPage } from './pages/crash-page.tsx'
import { FilesPage } from './pages/files/files-page.tsx'
import { FlowsPage } from './pages/flows/flows-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { RejectedPage } from './pages/rejected/rejected-page.tsx'
import { RunsPage } from './pages/runs/runs-page.tsx'
import { SchedulesPage } from './pages/schedules/schedules-page.tsx'
import { SettingsPage } from './pages/settings/settings-page.tsx'
import { SignInPage } from './pages/sign-in/sign-in-page.tsx'
import { TrashPage } from './pages/trash/trash-page.tsx'
import { EndpointsPage } from './pages/triggers/endpoints-page.tsx'
import { TriggersPage } from './pages/triggers/triggers-page.tsx'
import { Shell } from './ui/shell.tsx'
import { PageSkeleton } from './ui/skeletons.tsx'

/** The pages by address. The editor and the run page load apart: they bring the canvas. */
export const pages: RouteObject[] = [
  { path: '/sign-in', Component: SignInPage, ErrorBoundary: CrashPage },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: CrashPage,
    HydrateFallback: PageSkeleton,
    children: [
      { index: true, loader: () => redirect('/flows') },
      { path: 'flows', Component: FlowsPage },
      { path: 'flows/trash', Component: TrashPage },
      {
        path: 'flows/:flowId',
        lazy: async () => ({ Component: (await import('./editor/editor-page.tsx')).EditorPage }),
        ErrorBoundary: CrashPage,
      },
      {
        path: 'flows/:flowId/health',
        lazy: async () => ({ Component: (await import('./pages/health/health-page.tsx')).HealthPage }),
        ErrorBoundary: CrashPage,
      },
      { path: 'runs', Component: RunsPage },
      {
        path: 'runs/:runId',
        lazy: async () => ({ Component: (await import('./pages/run/run-page.tsx')).RunPage }),
        ErrorBoundary: CrashPage,
      },
      { path: 'rejected', Component: RejectedPage },
      { path: 'schedules', Component: SchedulesPage },
      { path: 'triggers', Component: TriggersPage },
      { path: 'triggers/endpoints', Component: EndpointsPage },
      { path: 'connections', Component: ConnectionsPage },
      { path: 'alerts', Component: AlertsPage },
      { path: 'files', Component: FilesPage },
      { path: 'settings', Component: SettingsPage },
      { path: 'settings/audit', Component: AuditPage },
      { path: '*', Component: NotFoundPage },
    ],
  },
]

/** The router of the browser's address bar. */
export const createRouter = (): ReturnType<typeof createBrowserRouter> => createBrowserRouter(pages)
