import { type Store } from '@sluice/store'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const ATTEMPT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d+$/

/** Removes the scratch folders of attempts that no worker holds any more. */
export async function removeLeftovers(store: Store, data: string): Promise<void> {
  const folder = join(data, 'work')
  const names = await readdir(folder).catch(() => [])
  // Listed before asking who is at work: a folder that is made meanwhile is not on the list.
  const held = await store.queue.held()
  for (const name of names) {
    if (ATTEMPT.test(name) && !held.has(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}
