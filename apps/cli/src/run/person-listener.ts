import type { Flow } from '@sluice/flow'
import type { RunFinished } from '@sluice/runtime'
import { problemLine } from '../print-problems.ts'
import { text } from '../texts/text.ts'
import type { RunListener, Screen } from './listener.ts'
import { LiveLines } from './live-lines.ts'
import { NodeLines } from './node-lines.ts'
import { RejectTally } from './rejects.ts'
import { summaryLines } from './summary.ts'

export interface PersonOptions {
  /** Undefined when the document can't be read as a flow. */
  readonly flow: Flow | undefined
  /** Absolute folder of the outputs. */
  readonly output: string
  readonly progress: Screen
  /** The summary, which a person may want to keep, goes to standard output. */
  readonly write: (text: string) => void
}

/** Progress for a person: redrawn lines on a terminal, one line per finished node elsewhere; a summary at the end. */
export function personListener({ flow, output, progress, write }: PersonOptions): RunListener {
  const nodes = new NodeLines(flow?.nodes ?? [])
  const rejects = new RejectTally()
  const live = progress.isTTY ? new LiveLines(progress, () => nodes.all()) : undefined
  const say = (line: string): void => {
    progress.write(`${line}\n`)
  }
  return {
    problems: (problems) => {
      for (const problem of problems) say(problemLine(problem))
    },
    event: (event) => {
      nodes.take(event)
      if (event.type === 'rejected') rejects.add(event.rows)
      if (live !== undefined) live.touch()
      else if (event.type === 'run-started') say(text('run-started', { flow: flow?.name ?? '' }))
      else if (event.type === 'node-status' && (event.status === 'done' || event.status === 'failed')) say(nodes.line(event.node))
    },
    finished: (result: RunFinished | undefined) => {
      live?.stop()
      for (const problem of result?.problems ?? []) say(problemLine(problem))
      const lines = result === undefined ? [text('run-not-started')] : summaryLines(result, rejects.summary(result.nodes), output)
      write(`${lines.join('\n')}\n`)
    },
  }
}
