import { ConnectorError, retryPolicy, type ConnectorConfig, type RetryPolicy } from '@sluice/engine/connector'
import { numberSetting, recordsSetting, secretSetting, textSetting } from '../settings.ts'
import { USUAL_RETRIES } from './retry.ts'

/** How the pages of a source are asked for. */
export type Paging =
  | { readonly kind: 'none' }
  | { readonly kind: 'page'; readonly param: string; readonly start: number; readonly size: PageSize; readonly maxPages: number }
  | { readonly kind: 'cursor'; readonly param: string; readonly path: string; readonly size: PageSize; readonly maxPages: number }

/** The parameter that asks for so many records a page; empty: none. */
export interface PageSize {
  readonly param: string
  readonly size: number
}

/** The settings of an HTTP source as they are used. */
export interface HttpSettings {
  /** With the query's own parameters, without paging. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly recordPath: string
  readonly paging: Paging
  readonly timeoutMs: number
  readonly retry: RetryPolicy
  /** Texts that must not be seen in any message. */
  readonly secrets: readonly string[]
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
    throw new ConnectorError('bad-url', { url: text.replace(/\/\/[^/@]*@/, '//***@') })
  return url
}

function readPaging(config: ConnectorConfig): Paging {
  const kind = textSetting(config, 'paging', 'none')
  const size = { param: textSetting(config, 'pageSizeParam'), size: numberSetting(config, 'pageSize', 100) }
  const maxPages = numberSetting(config, 'maxPages', 1000)
  if (kind === 'page')
    return { kind, param: textSetting(config, 'pageParam', 'page'), start: numberSetting(config, 'pageStart', 1), size, maxPages }
  if (kind === 'cursor') return { kind, param: textSetting(config, 'cursorParam', 'cursor'), path: textSetting(config, 'cursorPath', 'next'), size, maxPages } // prettier-ignore
  return { kind: 'none' }
}

/** Where credentials go: into a header or into the query. */
interface Credentials {
  readonly header?: readonly [string, string]
  readonly query?: readonly [string, string]
  readonly secrets: readonly string[]
}

function readCredentials(config: ConnectorConfig, secrets: Readonly<Record<string, string>>): Credentials {
  const take = (name: string): string => {
    const value = secretSetting(config, name, secrets)
    if (value === undefined) throw new ConnectorError('secret-not-chosen', { field: name })
    return value
  }
  switch (textSetting(config, 'auth', 'none')) {
    case 'bearer': {
      const token = take('token')
      return { header: ['authorization', `Bearer ${token}`], secrets: [token] }
    }
    case 'basic': {
      const password = take('password')
      const encoded = Buffer.from(`${textSetting(config, 'username')}:${password}`, 'utf8').toString('base64')
      return { header: ['authorization', `Basic ${encoded}`], secrets: [password, encoded] }
    }
    case 'api-key': {
      const key = take('apiKey')
      const pair = [textSetting(config, 'apiKeyName', 'X-API-Key'), key] as const
      return textSetting(config, 'apiKeyIn', 'header') === 'query' ? { query: pair, secrets: [key] } : { header: pair, secrets: [key] }
    }
    default:
      return { secrets: [] }
  }
}

const pairs = (config: ConnectorConfig, name: string): readonly (readonly [string, string])[] =>
  recordsSetting(config, name)
    .map((entry) => [textSetting(entry, 'name'), textSetting(entry, 'value')] as const)
    .filter(([key]) => key !== '')

function readHeaders(config: ConnectorConfig, credentials: Credentials): Readonly<Record<string, string>> {
  const headers = new Map([['accept', 'application/json'], ['accept-encoding', 'gzip'], ['user-agent', 'Sluice']]) // prettier-ignore
  for (const [name, value] of pairs(config, 'headers')) headers.set(name.toLowerCase(), value)
  if (credentials.header !== undefined) headers.set(credentials.header[0].toLowerCase(), credentials.header[1])
  for (const [name, value] of headers)
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new ConnectorError('bad-header', { name })
  return Object.fromEntries(headers)
}

/** Reads the settings; throws `bad-url`, `bad-header`, `secret-not-chosen` or `secret-not-found`. */
export function httpSettings(config: ConnectorConfig, secrets: Readonly<Record<string, string>>): HttpSettings {
  const url = parseUrl(textSetting(config, 'url'))
  const credentials = readCredentials(config, secrets)
  for (const [name, value] of pairs(config, 'query')) url.searchParams.append(name, value)
  if (credentials.query !== undefined) url.searchParams.set(...credentials.query)
  return {
    url,
    headers: readHeaders(config, credentials),
    recordPath: textSetting(config, 'recordPath'),
    paging: readPaging(config),
    timeoutMs: numberSetting(config, 'timeoutSeconds', 30) * 1000,
    retry: retryPolicy(config, USUAL_RETRIES),
    secrets: credentials.secrets,
  }
}
