import { StoreError, type AttemptWriter } from '@sluice/store'

const EVERY_MS = 2_000

/** Renews the lease of a run while it works; calls `lost` when another process took the run away. */
export function keepLease(
  writer: AttemptWriter,
  onState: (state: { cancelRequested: boolean }) => void,
  lost: () => void,
): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const beat = async (): Promise<void> => {
    try {
      onState(await writer.heartbeat())
    } catch (error) {
      // Anything else is the database being away for a moment: the lease outlives a few beats.
      if (error instanceof StoreError) {
        lost()
        return
      }
    }
    if (!stopped) timer = setTimeout(() => void beat(), EVERY_MS)
  }
  timer = setTimeout(() => void beat(), EVERY_MS)
  return {
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
