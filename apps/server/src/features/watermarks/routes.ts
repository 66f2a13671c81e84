import { type HandlersOf } from '../../http/mount.ts'

/** How far the sources of a flow have been read, and going back. */
export const watermarkHandlers = (): HandlersOf<'listWatermarks' | 'moveWatermark'> => ({
  listWatermarks: async ({ workspace, params }) => ({ watermarks: await workspace.watermarks.list(params.id) }),
  moveWatermark: async ({ workspace, params, body }) => {
    await workspace.watermarks.goBack(params.id, body.node, body.change)
    return { watermarks: await workspace.watermarks.list(params.id) }
  },
})
