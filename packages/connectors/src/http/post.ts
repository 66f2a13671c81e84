import { ConnectorError } from '@sluice/engine/connector'
import { request } from 'undici'
import { guardedAgent, RefusedAddress } from './address-guard.ts'
import { passingStatus } from './retry.ts'

/** A message to an address outside. */
export interface Outgoing {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** `host:port` entries that are let through although they are loopback or private. */
  readonly allowedHosts: readonly string[]
  readonly timeoutMs: number
}

/**
 * Posts a text once, through the guard of addresses, without following where it leads. Throws ConnectorError with the codes
 * of the HTTP source; addresses in them are without path and query, where secrets may be.
 */
export async function postOutside({ url, body, headers, allowedHosts, timeoutMs }: Outgoing): Promise<void> {
  const shown = URL.canParse(url) ? new URL(url).origin : ''
  const agent = guardedAgent(allowedHosts)
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal })
    const status = answer.statusCode
    if (status < 200 || status >= 300) throw new ConnectorError('http-status', { status, url: shown }, { passing: passingStatus(status) })
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    if (signal.aborted) throw new ConnectorError('http-timeout', { url: shown, seconds: timeoutMs / 1_000 }, { passing: 'timeout' })
    if (error instanceof RefusedAddress) throw new ConnectorError('address-refused', { url: shown, address: error.address })
    const reason = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'network error'
    throw new ConnectorError('http-unreachable', { url: shown, reason }, { passing: 'unreachable', cause: error })
  } finally {
    // Bodies that nobody reads would keep a connection open.
    await agent.destroy()
  }
}
