import { ConnectorError, type Connectors } from '../connector.ts'
import type { ProbeJob, ProbeResult } from '../job.ts'
import { problemOf } from './failure.ts'

/** Asks a source's connector what its file or address holds. Failures are problems: a person is choosing settings. */
export async function probeSource(
  job: ProbeJob,
  connectors: Connectors,
  signal: AbortSignal = new AbortController().signal,
): Promise<ProbeResult> {
  const name = job.type.replace(/^source\./, '')
  try {
    const connector = connectors.sources.get(name)
    if (connector?.probe === undefined) throw new ConnectorError('cannot-probe', { type: job.type })
    const { folders, secrets, connections, allowedHosts } = job
    return await connector.probe(job.config, { folders, secrets, connections, allowedHosts, signal })
  } catch (error) {
    signal.throwIfAborted()
    return { config: {}, problems: [problemOf(error, undefined)] }
  }
}
