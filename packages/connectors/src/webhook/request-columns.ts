import type { ConnectorConfig, Incoming } from '@sluice/engine/connector'
import { recordsSetting, textSetting } from '../settings.ts'

/** A value of the request itself, the same in each of its rows. */
export interface RequestColumn {
  readonly part: 'path' | 'query' | 'headers'
  readonly key: string
  readonly sample: string
}

/** How the settings name the parts of a request. Header names have no case. */
const PARTS = new Map<string, RequestColumn['part']>([['path', 'path'], ['query', 'query'], ['header', 'headers']]) // prettier-ignore

/** The columns of the request that the settings name, by the name under which the scan asks for them. */
export function requestColumns(config: ConnectorConfig): ReadonlyMap<string, RequestColumn> {
  const found = new Map<string, RequestColumn>()
  for (const item of recordsSetting(config, 'request')) {
    const [from, key, sample] = [textSetting(item, 'from', 'path'), textSetting(item, 'key'), textSetting(item, 'sample')]
    const part = PARTS.get(from)
    if (part !== undefined) found.set(`$${from}.${key}`, { part, key: part === 'headers' ? key.toLowerCase() : key, sample })
  }
  return found
}

/** The value of a request; missing when the request has none of that name. */
export const valueOf = (event: Incoming, { part, key }: RequestColumn): string | null =>
  Object.hasOwn(event[part], key) ? (event[part][key] ?? null) : null
