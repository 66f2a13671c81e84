import { SAMPLES, SESSION, type Store } from '@sluice/store'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

const ATTEMPT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d+$/

/** Samples of previews expire; what a database of micro-batches spills is short-lived, and after a day its process is gone. */
const KEPT_MS = 24 * 60 * 60 * 1_000

/** Removes the scratch folders of attempts that no worker holds any more, and what previews and micro-batches left a day ago. */
export async function removeLeftovers(store: { readonly queue: Pick<Store['queue'], 'held'> }, data: string): Promise<void> {
  const folder = join(data, 'work')
  const names = await namesIn(folder)
  const shared = names.filter((name) => name.startsWith(SESSION) || name.startsWith(SAMPLES)).map((name) => join(folder, name))
  const inShared = await Promise.all(shared.map(async (place) => (await namesIn(place)).map((name) => join(place, name))))
  // Listed before asking who is at work: a folder that is made meanwhile is not on the list.
  const held = await store.queue.held()
  for (const path of [...names.map((name) => join(folder, name)), ...inShared.flat()])
    if (await isLeftOver(path, held)) await rm(path, { recursive: true, force: true })
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

async function isLeftOver(path: string, held: ReadonlySet<string>): Promise<boolean> {
  const name = basename(path)
  if (ATTEMPT.test(name)) return !held.has(name)
  if (!name.startsWith('spill-') && !name.includes('.sample')) return false
  const facts = await stat(path).catch(() => undefined)
  return facts !== undefined && facts.mtimeMs < Date.now() - KEPT_MS
}
