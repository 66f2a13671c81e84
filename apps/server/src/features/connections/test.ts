import { type ConnectionTest } from '@sluice/contract'
import { EngineFailure } from '@sluice/runtime'
import { workspaceFiles, type ConnectionAccess, type Workspace } from '@sluice/store'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { problemDto } from '../../http/failure.ts'
import { type Services } from '../../services.ts'

/** Reaches the system of a connection from an engine process, behind the same guard as runs: this process opens no connection itself. */
export async function testAccess(
  { config, pool }: Pick<Services, 'config' | 'pool'>,
  workspace: Workspace,
  access: ConnectionAccess,
  signal: AbortSignal,
): Promise<ConnectionTest> {
  const { allowedHosts } = await workspace.settings.read()
  const input = workspaceFiles(config.data, workspace.id)
  const work = join(config.data, 'work', `design-${randomUUID()}`)
  await mkdir(input, { recursive: true })
  const { type, ...rest } = access
  const job = { type: `connection.${type}`, config: {}, secrets: {}, connections: { tested: { type, ...rest } }, allowedHosts, folders: { input, output: work, work } } // prettier-ignore
  const answer = (problem: ConnectionTest['problem'], facts: ConnectionTest['facts'] = {}): ConnectionTest => ({
    problem,
    facts,
    testedAt: new Date().toISOString(),
  })
  try {
    const { config: facts, problems } = await pool.probe(job, { workspace: workspace.id, signal })
    const [problem] = problems
    return problem === undefined ? answer(null, textsOf(facts)) : answer(problemDto(problem))
  } catch (error) {
    // Whoever asked has gone away: that says nothing of the system.
    if (!(error instanceof EngineFailure) || signal.aborted) throw error
    return answer(problemDto(error.problem))
  }
}

const textsOf = (facts: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
