import { ConnectorError, type ConnectorConfig, type Incoming, type ProbeResult } from '@sluice/engine/connector'
import { probeJsonText } from '../json/probe.ts'
import { textSetting } from '../settings.ts'
import { memoryText } from '../text/text-source.ts'
import { requestColumns } from './request-columns.ts'

/** The one request that the samples in the settings make up; none when there are none. */
export function sampleIncoming(config: ConnectorConfig): readonly Incoming[] {
  const body = textSetting(config, 'sample').trim()
  const parts: Record<'path' | 'query' | 'headers', Record<string, string>> = { path: {}, query: {}, headers: {} }
  const given = [...requestColumns(config).values()].filter(({ sample }) => sample !== '')
  for (const { part, key, sample } of given) parts[part][key] = sample
  return body === '' && given.length === 0 ? [] : [{ body: body === '' ? null : body, ...parts }]
}

/** The record path and columns of a body, from the sample in the settings. */
export async function probeWebhook(config: ConnectorConfig): Promise<ProbeResult> {
  const sample = textSetting(config, 'sample').trim()
  if (sample === '') throw new ConnectorError('sample-missing')
  const { config: found, problems } = await probeJsonText(memoryText('sample', sample), config)
  const { layout: _layout, ...rest } = found
  return { config: rest, problems }
}
