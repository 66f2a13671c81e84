import { type TriggerConfig } from '@sluice/contract'
import { randomBytes } from 'node:crypto'
import { type SealPlace } from '../keys/seal.ts'

/** Where a trigger's secret is bound to. */
export const secretPlace = (workspace: string, trigger: string, version: number): SealPlace => ({
  workspace,
  credential: `trigger:${trigger}`,
  field: 'secret',
  version,
})

/** A secret that nobody can guess, recognisable in a scan of leaked texts. */
export const newSecret = (): string => `slc_${randomBytes(32).toString('base64url')}`

/** Whether requests are checked with a secret. */
export const needsSecret = (config: TriggerConfig): boolean =>
  (config.kind === 'webhook' || config.kind === 'endpoint') && config.signIn.kind !== 'open'
