import { type HandlersOf } from '../../http/mount.ts'
import { replay } from './replay.ts'

type RejectedRoutes =
  'listRejectedCauses' | 'listInbox' | 'fixRejected' | 'assignRejected' | 'dropRejected' | 'reopenRejected' | 'replayRejected'

/** The inbox of rejected rows: by cause, mended, dropped, taken in again. */
export const rejectedHandlers = (): HandlersOf<RejectedRoutes> => ({
  listRejectedCauses: async ({ workspace, query }) => ({ causes: await workspace.rejected.causes(query) }),
  listInbox: ({ workspace, query }) => workspace.rejected.list(query),
  fixRejected: ({ workspace, params, body }) => workspace.rejected.fix(params.row, body.row),
  assignRejected: ({ workspace, body }) => workspace.rejected.assign(body.ids, body.assignee),
  dropRejected: ({ workspace, body }) => workspace.rejected.drop(body.ids, body.reason),
  reopenRejected: ({ workspace, body }) => workspace.rejected.reopen(body.ids),
  replayRejected: ({ workspace, body }) => replay(workspace, body),
})
