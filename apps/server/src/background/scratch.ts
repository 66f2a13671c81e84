import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Design-time work takes a minute at most; another server of this folder may be at some. */
const LEFT_AFTER_MS = 600_000

/** Removes scratch folders of previews that a killed server left. */
export async function removeScratch(data: string): Promise<void> {
  const folder = join(data, 'work')
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith('design-')) continue
    const there = await stat(join(folder, name)).catch(() => undefined)
    if (there !== undefined && Date.now() - there.mtimeMs > LEFT_AFTER_MS) await rm(join(folder, name), { recursive: true, force: true })
  }
}
