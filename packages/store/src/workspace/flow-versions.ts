import { loadFlow, type Flow } from '@sluice/flow'
import { type Transaction } from '../database/connect.ts'
import { StoreError, notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { type Scope } from './scope.ts'

/** Versions of a flow that are kept besides those that runs refer to and the published one. */
const KEPT_VERSIONS = 200

/** The document of a flow at a revision. */
export async function readVersion(tx: Transaction, { workspaceId }: Omit<Scope, 'db'>, flowId: string, revision: number): Promise<Flow> {
  const version = await tx.flowVersion.findFirst({ where: { flowId, revision, workspaceId } })
  if (version === null) throw notFound('flow-version')
  return readDocument(version.document)
}

/** The flow that a run goes through: of the version, or its own when it takes rows in again. */
export const readRunFlow = (
  tx: Transaction,
  scope: Omit<Scope, 'db'>,
  run: { readonly flowId: string; readonly flowRevision: number; readonly document: unknown },
): Promise<Flow> =>
  run.document === null ? readVersion(tx, scope, run.flowId, run.flowRevision) : Promise.resolve(readDocument(run.document))

/** A stored document, migrated when an older version of the program saved it. */
export function readDocument(document: unknown): Flow {
  const { flow, problems } = loadFlow(document)
  if (flow === undefined) throw new StoreError('flow-unreadable', { reason: problems[0]?.code ?? '' })
  return flow
}

/** Keeps the document of a new revision. */
export const writeVersion = (tx: Transaction, { workspaceId, actor }: Scope, flowId: string, revision: number, flow: Flow) =>
  tx.flowVersion.create({ data: { flowId, revision, workspaceId, document: toJson(flow), savedBy: actor } })

/** Drops versions that are far behind the newest and that nothing refers to. */
export const dropOldVersions = (tx: Transaction, { workspaceId }: Scope, flowId: string, newest: number) =>
  tx.$executeRaw`DELETE FROM flow_version v WHERE v.workspace_id = ${workspaceId}::uuid AND v.flow_id = ${flowId}::uuid
    AND v.revision <= ${newest - KEPT_VERSIONS} AND NOT EXISTS (SELECT 1 FROM run r WHERE r.flow_id = v.flow_id AND r.flow_revision = v.revision)
    AND NOT EXISTS (SELECT 1 FROM flow f WHERE f.id = v.flow_id AND f.published_revision = v.revision)`
