import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConnectorError, type TargetConnector, type TargetContext } from '@sluice/engine/connector'

/** Where the system keeps its rows: `rows/` is visible, `stage/` is prepared. Below the workspace's files, so that all attempts share it. */
const place = (context: Pick<TargetContext, 'folders'>, ...more: readonly string[]): string =>
  join(context.folders.input, 'system', ...more)

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * A system in a folder. One rename shows the rows of a run and records it at once, as a transaction does. A sink with the path
 * `ask.json` wants approval; with `away.json` the system is away as long as a file `away` is there; a file `refuse` lets no rows be shown.
 */
export const folderSystem: TargetConnector = {
  name: 'json',
  prepare: async (config, _columns, rows, context) => {
    const path = text(config['path'])
    if (path === 'away.json' && existsSync(place(context, 'away'))) throw new ConnectorError('system-away', {}, { retryable: true })
    const taken: string[] = []
    for await (const batch of rows) batch.columns[0]?.forEach((value) => taken.push(value ?? ''))
    await mkdir(place(context, 'stage'), { recursive: true })
    await mkdir(place(context, 'rows'), { recursive: true })
    const manifest = `${context.runId}.${context.attempt}.${context.node}`
    await writeFile(place(context, 'stage', manifest), `${taken.join('\n')}\n`)
    const counts = { inserted: taken.length, updated: 0, deleted: 0, unchanged: 0 }
    const changes = taken.slice(0, 2).map((key) => ({ kind: 'insert' as const, key: { key }, fields: [{ column: 'name', before: null, after: key }] })) // prettier-ignore
    const approval = path === 'ask.json' ? [{ code: 'too-many-changes', params: { rows: taken.length } }] : []
    return { manifest, rejects: [], plan: { node: context.node, target: 'folder · rows', counts, changes, approval } }
  },
  apply: async (manifest, _watermarks, context) => {
    const counts = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 }
    const shown = place(context, 'rows', `${context.runId}.${context.node}`)
    if (existsSync(place(context, 'refuse'))) throw new ConnectorError('system-refuses')
    if (existsSync(shown)) return { counts, before: true }
    await rename(place(context, 'stage', text(manifest)), shown)
    return { counts, before: false }
  },
  discard: async (manifest, context) => {
    await rm(place(context, 'stage', text(manifest)), { force: true })
  },
}

/** The rows that are visible in the system, and how much is only prepared. */
export async function systemState(files: string): Promise<{ rows: readonly string[]; staged: number }> {
  const names = (folder: string): Promise<string[]> => readdir(join(files, 'system', folder)).catch(() => [])
  const texts = await Promise.all((await names('rows')).map((name) => readFile(join(files, 'system', 'rows', name), 'utf8')))
  return { rows: texts.flatMap((content) => content.trimEnd().split('\n')), staged: (await names('stage')).length }
}
