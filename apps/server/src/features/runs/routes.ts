import { sharedFolder } from '@sluice/store'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sendAttachment } from '../../http/attachment.ts'
import { type ApiRequest, type HandlersOf } from '../../http/mount.ts'
import { type Services } from '../../services.ts'
import { ApiFailure } from '../../http/failure.ts'
import { askerOf, retryRun, startRun } from './start.ts'
import { streamRun } from './stream.ts'

type RunRoutes =
  | 'startRun'
  | 'listRuns'
  | 'readRun'
  | 'readLineage'
  | 'cancelRun'
  | 'approveRun'
  | 'rejectRun'
  | 'retryRun'
  | 'abandonRun'
  | 'runEvents'
  | 'listRejected'
  | 'readOutput'
  | 'downloadOutput'

/** Runs: start, watch, cancel, and what they leave. */
export const runHandlers = ({ config, watchers, pool }: Services): HandlersOf<RunRoutes> => {
  const files = sharedFolder(config.data)
  const findOutput = async ({ workspace, params }: Pick<ApiRequest<'readOutput'>, 'workspace' | 'params'>) => {
    const output = await workspace.runs.output(params.id, params.output)
    const place = { workspaceId: workspace.id, runId: params.id, attempt: output.attempt, path: output.path }
    const there = await files.locate(place)
    if (there === undefined) throw new ApiFailure(410, 'output-gone')
    return { ...output, ...there }
  }

  return {
    startRun: ({ workspace, params, body, session, http }) => startRun(workspace, params.id, body, askerOf(session, http.request)),
    listRuns: ({ workspace, query }) => workspace.runs.list(query),
    readRun: ({ workspace, params }) => workspace.runs.read(params.id),
    readLineage: ({ workspace, params }) => workspace.runs.lineage(params.id),
    cancelRun: ({ workspace, params }) => workspace.runs.cancel(params.id),
    approveRun: ({ workspace, params }) => workspace.runs.decide(params.id, true),
    rejectRun: ({ workspace, params }) => workspace.runs.decide(params.id, false),
    retryRun: ({ workspace, params, body }) => retryRun(workspace, params.id, body.version),
    abandonRun: ({ workspace, params, body }) => workspace.runs.abandon(params.id, body.sources),
    runEvents: ({ workspace, params, query, http }) => streamRun(workspace, watchers, params.id, query.after, http.request, http.response),
    listRejected: ({ workspace, params, query }) => workspace.runs.rejected(params.id, query),
    readOutput: async ({ workspace, params, query }) => {
      const { file, node, rows } = await findOutput({ workspace, params })
      const { flow } = await workspace.runs.read(params.id)
      const sink = flow.nodes.find((candidate) => candidate.id === node)
      const written = sink === undefined ? {} : { writtenBy: { connector: sink.type.replace(/^sink\./, ''), config: sink.config } }
      const page = await pool.tablePage({ file, rows, ...written, ...query }, { workspace: workspace.id })
      return { total: page.total, columns: page.columns.map((c) => ({ ...c })), rows: page.rows.map((row) => [...row]) }
    },
    downloadOutput: async ({ workspace, params, http }) => {
      const { file, bytes } = await findOutput({ workspace, params })
      sendAttachment(http.response, basename(file))
      http.response.setHeader('Content-Length', bytes)
      await pipeline(files.open({ file }), http.response)
    },
  }
}
