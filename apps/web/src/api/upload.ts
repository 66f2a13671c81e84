import { routes, type FileDto } from '@sluice/contract'
import { fileSchema } from '@sluice/contract'
import { ApiError } from './api-error.ts'
import { addressOf, errorOf } from './request.ts'

const read = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Uploads a file to a path of the workspace; `progress` hears the share that is sent, 0 to 1. (fetch can't tell progress.) */
export function uploadFile(path: string, file: Blob, progress: (share: number) => void, signal?: AbortSignal): Promise<FileDto> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', addressOf(routes.uploadFile.path, { query: { path } }))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', (event) => progress(event.total === 0 ? 0 : event.loaded / event.total))
    request.addEventListener('error', () => reject(new ApiError(0, 'unreachable')))
    request.addEventListener('abort', () => reject(new ApiError(0, 'upload-cancelled')))
    request.addEventListener('load', () => {
      const answer = fileSchema.safeParse(read(request.responseText))
      if (request.status >= 200 && request.status < 300 && answer.success) resolve(answer.data)
      else reject(errorOf(request.status, read(request.responseText)))
    })
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
