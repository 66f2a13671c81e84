import type { RunFinished } from '@sluice/runtime'

/** The last line of `sluice run --json`: the whole result, with exactly these keys. */
export function resultLine({
  status,
  durationMs,
  nodes,
  outputs,
}: Pick<RunFinished, 'status' | 'durationMs' | 'nodes' | 'outputs'>): string {
  return JSON.stringify({
    status,
    durationMs: Math.round(durationMs),
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, c]) => [
        id,
        { in: c.in, out: c.out, passed: c.passed, created: c.created, merged: c.merged, filtered: c.filtered, rejected: c.rejected },
      ]),
    ),
    outputs: outputs.map(({ node, path, rows, bytes }) => ({ node, path, rows, bytes })),
  })
}

/** What a run that could not even start gives. */
export const NOT_STARTED: Pick<RunFinished, 'status' | 'durationMs' | 'nodes' | 'outputs'> = {
  status: 'failed',
  durationMs: 0,
  nodes: {},
  outputs: [],
}

/** Exit codes: 0 both successes, 1 failed, 2 flow or arguments wrong (not from here), 3 a person has to agree first, 130 interrupted. */
export function exitCode(status: RunFinished['status'], failOnRejects: boolean): number {
  switch (status) {
    case 'succeeded':
      return 0
    case 'succeeded-with-rejects':
      return failOnRejects ? 1 : 0
    case 'failed':
      return 1
    case 'awaiting-approval':
      return 3
    case 'cancelled':
      return 130
  }
}
