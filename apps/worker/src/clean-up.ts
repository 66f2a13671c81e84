import { SESSION, type Store } from '@sluice/store'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

const ATTEMPT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d+$/

/** What a database of micro-batches spills is small and short-lived; after a day its process is gone. */
const SPILL_KEPT_MS = 24 * 60 * 60 * 1_000

/** Removes the scratch folders of attempts that no worker holds any more. */
export async function removeLeftovers(store: { readonly queue: Pick<Store['queue'], 'held'> }, data: string): Promise<void> {
  const folder = join(data, 'work')
  const names = await namesIn(folder)
  const sessions = names.filter((name) => name.startsWith(SESSION)).map((name) => join(folder, name))
  const inSessions = await Promise.all(sessions.map(async (session) => (await namesIn(session)).map((name) => join(session, name))))
  // Listed before asking who is at work: a folder that is made meanwhile is not on the list.
  const held = await store.queue.held()
  for (const path of [...names.map((name) => join(folder, name)), ...inSessions.flat()])
    if (await isLeftOver(path, held)) await rm(path, { recursive: true, force: true })
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

async function isLeftOver(path: string, held: ReadonlySet<string>): Promise<boolean> {
  const name = basename(path)
  if (ATTEMPT.test(name)) return !held.has(name)
  if (!name.startsWith('spill-')) return false
  const facts = await stat(path).catch(() => undefined)
  return facts !== undefined && facts.mtimeMs < Date.now() - SPILL_KEPT_MS
}
