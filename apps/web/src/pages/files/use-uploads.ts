import { useRef, useState } from 'react'
import { uploadFile } from '../../api/upload.ts'

/** One file on its way to the server. */
export interface Upload {
  readonly id: number
  readonly name: string
  /** Sent so far, 0 to 1. */
  readonly share: number
  readonly error?: unknown
  readonly done?: boolean
}

/** Uploads files one after another; finished ones stay listed until the next start. */
export function useUploads(onDone: () => void) {
  const [list, setList] = useState<readonly Upload[]>([])
  const next = useRef(1)
  const controllers = useRef(new Map<number, AbortController>())
  const change = (id: number, to: Partial<Upload>): void =>
    setList((now) => now.map((upload) => (upload.id === id ? { ...upload, ...to } : upload)))
  const send = async (id: number, file: File, controller: AbortController): Promise<void> => {
    try {
      controller.signal.throwIfAborted()
      await uploadFile(file.name, file, (share) => change(id, { share }), controller.signal)
      change(id, { share: 1, done: true })
      onDone()
    } catch (error) {
      if (controller.signal.aborted) setList((now) => now.filter((upload) => upload.id !== id))
      else change(id, { error })
    } finally {
      controllers.current.delete(id)
    }
  }
  const start = (files: readonly File[]): void => {
    const added = files.map((file) => ({ id: next.current++, file, controller: new AbortController() }))
    for (const { id, controller } of added) controllers.current.set(id, controller)
    setList((now) => [
      ...now.filter((upload) => upload.done !== true && upload.error === undefined),
      ...added.map(({ id, file }) => ({ id, name: file.name, share: 0 })),
    ])
    void added.reduce((before, { id, file, controller }) => before.then(() => send(id, file, controller)), Promise.resolve())
  }
  return { list, start, cancel: (id: number) => controllers.current.get(id)?.abort() }
}
