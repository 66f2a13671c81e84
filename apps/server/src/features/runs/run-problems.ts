import { planFlow, referenceProblems, type KnownNames } from '@sluice/catalog'
import { type Flow, type Problem } from '@sluice/flow'
import { type Workspace } from '@sluice/store'

/** The secrets and connections that flows of a workspace may name. */
export async function knownNames(workspace: Workspace): Promise<KnownNames> {
  const [secrets, connections] = await Promise.all([workspace.secrets.names(), workspace.connections.types()])
  return { secrets: new Set(secrets), connections }
}

/** What of a workspace decides whether a flow can run there. */
export interface Ground {
  readonly zone: string
  readonly known: KnownNames
}

export async function readGround(workspace: Workspace): Promise<Ground> {
  const [{ zone }, known] = await Promise.all([workspace.settings.read(), knownNames(workspace)])
  return { zone, known }
}

/** Everything that speaks against running a flow now, warnings too: its own problems, and what it names and isn't there. */
export async function runProblems(
  workspace: Workspace,
  flow: Flow,
  parameters?: Readonly<Record<string, string>>,
): Promise<readonly Problem[]> {
  return problemsOn(await readGround(workspace), flow, parameters)
}

/** The same where the ground is known already. */
export function problemsOn({ zone, known }: Ground, flow: Flow, parameters?: Readonly<Record<string, string>>): readonly Problem[] {
  const { problems } = planFlow(flow, { ...(parameters === undefined ? {} : { parameters }), zone, now: new Date().toISOString() })
  return [...problems, ...referenceProblems(flow, known)]
}
