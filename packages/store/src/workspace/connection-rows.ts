import { problemSchema, type ConnectionDto, type UsedBy } from '@sluice/contract'
import { type Json } from '@sluice/flow'
import { type Connection } from '@sluice/prisma'
import { z } from 'zod'
import { type SealPlace } from '../keys/seal.ts'

const configSchema = z.record(z.string(), z.json())
const sealedSchema = z.record(z.string(), z.string())
const testSchema = problemSchema.nullable()

/** Settings in the clear. */
export type ConnectionConfig = Readonly<Record<string, Json>>

/** Sealed texts by secret field. */
export const sealedOf = (row: Pick<Connection, 'sealed'>): Readonly<Record<string, string>> => sealedSchema.parse(row.sealed)

export const configOf = (row: Pick<Connection, 'config'>): ConnectionConfig => configSchema.parse(row.config)

/** What a sealed field of a connection is bound to: its id, so that another one of the same name can't read it. */
export const connectionPlace = (row: Pick<Connection, 'id' | 'workspaceId' | 'version'>, field: string): SealPlace => ({
  workspace: row.workspaceId,
  credential: `connection:${row.id}`,
  field,
  version: row.version,
})

export const toConnection = (row: Connection, usedBy: readonly UsedBy[]): ConnectionDto => ({
  name: row.name,
  type: row.type,
  config: configSchema.parse(row.config),
  secrets: Object.keys(sealedOf(row)),
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  updatedBy: row.updatedBy,
  testedAt: row.testedAt?.toISOString() ?? null,
  testProblem: testSchema.parse(row.testProblem),
  usedBy: [...usedBy],
})
