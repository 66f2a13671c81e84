import { ConnectorError, type Connectors } from '../connector.ts'
import type { ProbeJob, ProbeResult } from '../job.ts'
import { problemOf } from './failure.ts'

const PREFIX = 'connection.'

/** True for a probe that asks not for the settings of a source but whether a connection leads anywhere. */
export const asksForConnection = ({ type }: ProbeJob): boolean => type.startsWith(PREFIX)

/** Tests the one connection of a probe of type `connection.<type>`; `config` of the answer is what the system says of itself. */
export async function testConnection(job: ProbeJob, connectors: Connectors, signal: AbortSignal): Promise<ProbeResult> {
  const system = connectors.systems?.get(job.type.slice(PREFIX.length))
  const [access] = Object.values(job.connections)
  try {
    if (system === undefined || access === undefined) throw new ConnectorError('cannot-probe', { type: job.type })
    return { config: await system.test(access, { allowedHosts: job.allowedHosts, signal }), problems: [] }
  } catch (error) {
    signal.throwIfAborted()
    return { config: {}, problems: [problemOf(error, undefined)] }
  }
}
