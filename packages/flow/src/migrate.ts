import { FLOW_VERSION } from './document.ts'
import type { Problem } from './problem.ts'

export type FlowDocument = Readonly<Record<string, unknown>>

/** Turns a document of the version that is its key into one of the next version. */
export type Migrations = Readonly<Record<number, (document: FlowDocument) => FlowDocument>>

/** Version 1 is the first, so nothing needs turning yet. */
export const migrations: Migrations = {}

export type Migrated = { readonly document: FlowDocument } | { readonly problem: Problem }

const isRecord = (value: unknown): value is FlowDocument => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Brings a document to the current version, one version at a time. */
export function migrate(value: unknown, steps: Migrations = migrations, current: number = FLOW_VERSION): Migrated {
  const refuse = (code: string, params?: Problem['params']): Migrated => ({
    problem: { severity: 'error', code, path: ['sluice'], params },
  })
  if (!isRecord(value)) return refuse('not-a-flow')
  const version = value['sluice']
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return refuse('not-a-flow')
  if (version > current) return refuse('newer-flow-version', { version, current })
  let document = value
  for (let from = version; from < current; from++) {
    const step = steps[from]
    if (step === undefined) return refuse('no-migration', { version: from })
    document = { ...step(document), sluice: from + 1 }
  }
  return { document }
}
