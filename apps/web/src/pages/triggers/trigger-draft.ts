import { triggerConfigSchema, type TriggerConfig, type TriggerConfigOf, type TriggerDto } from '@sluice/contract'

export type Kind = TriggerConfig['kind']
export const KINDS: readonly Kind[] = ['webhook', 'endpoint', 'file', 'flow']

/** A trigger as it stands in the form: it may still be wrong. */
export interface TriggerDraft {
  readonly name: string
  readonly flowId: string | undefined
  readonly config: TriggerConfig
}

/** What a kind needs before its defaults are known; emptied again below, so that a person fills it in. */
const LEAST: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  webhook: { path: 'x', signIn: { kind: 'timed-signature' } },
  endpoint: { path: 'x', method: 'GET' },
  file: { parameter: 'x' },
  flow: { after: '00000000-0000-4000-8000-000000000000' },
}

/** The settings of a new trigger of a kind. */
export function newConfig(kind: Kind): TriggerConfig {
  const config = triggerConfigSchema.parse({ kind, ...LEAST[kind] })
  switch (config.kind) {
    case 'webhook':
    case 'endpoint':
      return { ...config, path: '' }
    case 'file':
      return { ...config, parameter: '' }
    case 'flow':
      return { ...config, after: '' }
  }
}

export const newDraft = (flowId?: string): TriggerDraft => ({ name: '', flowId, config: newConfig('webhook') })

export const draftOf = ({ name, flowId, config }: TriggerDto): TriggerDraft => ({ name, flowId, config })

/** The fields that are wrong, by the path of each in the settings (`path`, `signIn.header`), and `name` and `flowId` beside them. */
export function wrongFields({ name, flowId, config }: TriggerDraft): ReadonlySet<string> {
  const wrong = new Set<string>()
  if (name.trim() === '') wrong.add('name')
  if (flowId === undefined) wrong.add('flowId')
  const read = triggerConfigSchema.safeParse(config)
  for (const issue of read.error?.issues ?? []) wrong.add(issue.path.join('.'))
  return wrong
}

/** Kinds whose requests are checked in the same way. */
export type Incoming = TriggerConfigOf<'webhook'> | TriggerConfigOf<'endpoint'>
