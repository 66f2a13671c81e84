import { workspaceFiles } from '@sluice/store'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sendAttachment } from '../../http/attachment.ts'
import { ApiFailure } from '../../http/failure.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { type Services } from '../../services.ts'
import { listFiles } from './listing.ts'
import { resolveFile } from './path.ts'
import { checkRoom, receiveFile } from './upload.ts'

const missing = (path: string): ApiFailure => new ApiFailure(404, 'not-found', { params: { what: path } })

/** Files of the workspace, in its own folder. */
export const fileHandlers = ({ config }: Services): HandlersOf<'listFiles' | 'uploadFile' | 'downloadFile' | 'deleteFile'> => {
  const rootOf = (workspaceId: string): string => workspaceFiles(config.data, workspaceId)
  return {
    listFiles: async ({ workspace }) => ({ files: await listFiles(rootOf(workspace.id)) }),

    uploadFile: async ({ workspace, query, http }) => {
      const root = rootOf(workspace.id)
      const { file, exists } = await resolveFile(root, query.path)
      const used = (await listFiles(root)).reduce((sum, { bytes }) => sum + bytes, 0)
      const freed = exists ? (await stat(file)).size : 0
      const room = { file: config.uploadBytes, left: config.quotaBytes - used + freed }
      checkRoom(Number(http.request.headers['content-length'] ?? 0), room)
      const path = query.path.normalize('NFC')
      const tell = (bytes: number): Promise<void> => workspace.audit.record(exists ? 'file.replace' : 'file.upload', path, { bytes })
      await receiveFile(http.request, join(dirname(root), 'drafts'), file, room, tell)
      const { size, mtime } = await stat(file)
      return { path, bytes: size, modifiedAt: mtime.toISOString() }
    },

    downloadFile: async ({ workspace, query, http }) => {
      const { file, exists } = await resolveFile(rootOf(workspace.id), query.path)
      if (!exists) throw missing(query.path)
      sendAttachment(http.response, basename(file))
      http.response.setHeader('Content-Length', (await stat(file)).size)
      await pipeline(createReadStream(file), http.response)
    },

    deleteFile: async ({ workspace, query }) => {
      const { file, exists } = await resolveFile(rootOf(workspace.id), query.path)
      if (!exists) throw missing(query.path)
      // Told first: a file must not be missing without a word.
      await workspace.audit.record('file.delete', query.path.normalize('NFC'), { bytes: (await stat(file)).size })
      await rm(file)
      return { deleted: true }
    },
  }
}
