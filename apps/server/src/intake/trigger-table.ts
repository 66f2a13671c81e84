import { type ActiveTrigger, type Notifications, type TriggerWork } from '@sluice/store'
import { type Logger } from 'pino'
import { PathTable, type Found } from './path-table.ts'

/** The webhooks and endpoints by address, kept in memory and read again whenever one changes. */
export interface TriggerTable {
  /** The methods that something answers to at this path, when none answers to the one that was asked. */
  readonly find: (method: string, workspace: string, path: string) => Found<ActiveTrigger> | readonly string[]
  /** Reads all triggers now: what was saved before is answered after. */
  readonly refresh: () => Promise<void>
  readonly close: () => void
}

/** A notification may be lost with its connection. */
const REFRESH_EVERY_MS = 30_000

type Tables = ReadonlyMap<string, ReadonlyMap<string, PathTable<ActiveTrigger>>>

const methodOf = ({ config }: ActiveTrigger): string => (config.kind === 'webhook' ? 'POST' : config.method)

function tablesOf(triggers: readonly ActiveTrigger[]): Tables {
  const tables = new Map<string, Map<string, PathTable<ActiveTrigger>>>()
  for (const trigger of triggers) {
    for (const name of trigger.workspaceNames) {
      const methods = tables.get(name) ?? new Map<string, PathTable<ActiveTrigger>>()
      const table = methods.get(methodOf(trigger)) ?? new PathTable<ActiveTrigger>()
      table.add(trigger.config.path, trigger)
      tables.set(name, methods.set(methodOf(trigger), table))
    }
  }
  return tables
}

export async function triggerTable(work: TriggerWork, notifications: Notifications, log: Logger): Promise<TriggerTable> {
  let tables: Tables = new Map()
  let reading: Promise<void> | undefined
  let again = false

  // Asked anew each time: a change may come while triggers are being read.
  const isOld = (): boolean => again
  const read = async (): Promise<void> => {
    while (isOld()) {
      again = false
      tables = tablesOf(await work.active())
    }
  }
  const refresh = (): Promise<void> => {
    // Whoever asks while one is being read wants what is read after that.
    again = true
    reading ??= read().finally(() => (reading = undefined))
    return reading
  }
  const refreshQuietly = (): void => void refresh().catch((error: unknown) => log.error({ err: error }, 'reading triggers failed'))

  const off = [notifications.on('sluice_trigger', refreshQuietly), notifications.on('sluice_schedule', refreshQuietly)]
  const timer = setInterval(refreshQuietly, REFRESH_EVERY_MS)
  await refresh()

  return {
    find: (method, workspace, path) => {
      const methods = tables.get(workspace)
      const found = methods?.get(method)?.find(path)
      if (found !== undefined) return found
      return [...(methods ?? [])].filter(([, table]) => table.find(path) !== undefined).map(([other]) => other)
    },
    refresh,
    close: () => {
      clearInterval(timer)
      for (const stop of off) stop()
    },
  }
}
