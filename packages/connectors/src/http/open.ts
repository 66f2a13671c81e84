import {
  realPace,
  type ConnectorConfig,
  type Pace,
  type PackedBatch,
  type ProbeResult,
  type Reading,
  type SourceContext,
} from '@sluice/engine/connector'
import { probeJsonText } from '../json/probe.ts'
import { limitRows } from '../record/limit-rows.ts'
import { guardedAgent } from './address-guard.ts'
import { get, type HttpSession } from './get.ts'
import { answerText, readPages } from './read-pages.ts'
import { type HttpSettings, httpSettings } from './settings.ts'

type ProbeContext = Omit<SourceContext, 'columns'>

function startSession(settings: HttpSettings, context: ProbeContext, pace: Pace): HttpSession {
  const { headers, timeoutMs, retry, secrets } = settings
  const { signal, onRetry } = context
  return { agent: guardedAgent(context.allowedHosts), headers, timeoutMs, retry, onRetry, secrets, signal, pace }
}

async function* rows(settings: HttpSettings, context: SourceContext, pace: Pace): AsyncGenerator<PackedBatch> {
  const session = startSession(settings, context, pace)
  try {
    yield* limitRows(readPages(settings, context.columns, session), context.sampleRows, context.signal)
  } finally {
    await session.agent.destroy()
  }
}

/** Opens an HTTP source; nothing is asked for before the rows are. */
export function openHttp(config: ConnectorConfig, context: SourceContext, pace: Pace = realPace): Promise<Reading> {
  const settings = httpSettings(config, context.secrets)
  return Promise.resolve({ kind: 'packed', batches: rows(settings, context, pace) })
}

/** The record path and columns of an HTTP source, from its first answer. */
export async function probeHttp(config: ConnectorConfig, context: ProbeContext, pace: Pace = realPace): Promise<ProbeResult> {
  const settings = httpSettings(config, context.secrets)
  const session = startSession(settings, context, pace)
  try {
    const { config: found, problems } = await probeJsonText(answerText(await get(settings.url, session)), config)
    const { layout, ...rest } = found
    return { config: layout === 'lines' ? { columns: rest['columns'] } : rest, problems }
  } finally {
    await session.agent.destroy()
  }
}
