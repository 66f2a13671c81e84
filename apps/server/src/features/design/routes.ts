import { planFlow, referenceProblems } from '@sluice/catalog'
import { type Flow } from '@sluice/flow'
import { formatType } from '@sluice/plan'
import { workspaceFiles, workspaceSamples, type Workspace } from '@sluice/store'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type HandlersOf } from '../../http/mount.ts'
import { type Services } from '../../services.ts'
import { problemDto } from '../../http/failure.ts'
import { untilGone } from '../../http/until-gone.ts'
import { knownNames } from '../runs/run-problems.ts'
import { checkOneExpression } from './expression.ts'

const configSchema = z.record(z.string(), z.json())
const LIMITS = { memoryMb: 1_024, threads: 2, timeMs: 60_000 }

/** What a person needs while drawing: columns, problems, sample rows, detected settings. */
export const designHandlers = ({ config, pool }: Services): HandlersOf<'inferColumns' | 'preview' | 'checkExpression' | 'probeSource'> => {
  const folders = async (workspace: Workspace) => {
    const input = workspaceFiles(config.data, workspace.id)
    const work = join(config.data, 'work', `design-${randomUUID()}`)
    await mkdir(input, { recursive: true })
    return { input, output: work, work }
  }

  return {
    inferColumns: async ({ workspace, body }) => {
      const [{ zone }, known] = await Promise.all([workspace.settings.read(), knownNames(workspace)])
      const { ports, problems } = planFlow(body.flow, { zone, now: new Date().toISOString() })
      return {
        ports: ports.map(({ node, port, columns }) => ({
          node,
          port,
          columns: columns.map(({ name, type }) => ({ name, type: formatType(type) })),
        })),
        problems: [...problems, ...referenceProblems(body.flow, known)].map(problemDto),
      }
    },

    preview: async ({ workspace, body, http }) => {
      const [settings, named] = await Promise.all([workspace.settings.read(), workspace.named(body.flow)])
      const samples = workspaceSamples(config.data, workspace.id)
      const job = {
        ...body,
        ...settings,
        ...named,
        folders: await folders(workspace),
        samples,
        limits: LIMITS,
        now: new Date().toISOString(),
      }
      const { columns, rows, total, sampled, sampledAt, profile, problems } = await pool.preview(job, {
        workspace: workspace.id,
        signal: untilGone(http.response),
      })
      return {
        columns: columns.map((c) => ({ ...c })),
        rows: rows.map((row) => [...row]),
        total,
        sampled,
        profile: profile.map((p) => ({ ...p, top: [...p.top], histogram: [...p.histogram] })),
        problems: problems.map(problemDto),
        ...(sampledAt !== undefined && { sampledAt }),
      }
    },

    checkExpression: async ({ workspace, body }) => checkOneExpression(body, (await workspace.settings.read()).zone),

    probeSource: async ({ workspace, body, http }) => {
      const flow: Flow = { sluice: 1, name: 'probe', parameters: [], edges: [], notes: [], nodes: [{ id: 'probe', type: body.type, label: '', config: body.config, position: { x: 0, y: 0 }, disabled: false }] } // prettier-ignore
      const [{ allowedHosts }, named] = await Promise.all([workspace.settings.read(), workspace.named(flow)])
      const result = await pool.probe(
        { ...body, ...named, allowedHosts, folders: await folders(workspace) },
        { workspace: workspace.id, signal: untilGone(http.response) },
      )
      return {
        config: configSchema.parse(result.config),
        problems: result.problems.map(problemDto),
        ...(result.tables !== undefined && { tables: result.tables.map((table) => ({ ...table })) }),
      }
    },
  }
}
