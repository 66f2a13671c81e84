import { connectors } from '@sluice/connectors'
import { asksForConnection, ConnectorError, previewPort, probeSource, RunFailure, runFlow, tablePage, testConnection } from '@sluice/engine'
import { serve } from './serve.ts'

/** The engine process: DuckDB and all connectors behind the host's pipe. */
serve({
  run: (job, emit, signal, ask) => runFlow(job, connectors, emit, signal, ask),
  preview: (job, signal) => previewPort(job, connectors, signal),
  probe: (job, signal) => (asksForConnection(job) ? testConnection(job, connectors, signal) : probeSource(job, connectors, signal)),
  tablePage: (job, signal) => tablePage(job, connectors, signal),
  explain: (error) => {
    if (error instanceof RunFailure) return error.problem
    return error instanceof ConnectorError ? { severity: 'error', code: error.code, params: error.params } : undefined
  },
})
