import { problemRecord } from '../print-problems.ts'
import type { RunListener } from './listener.ts'
import { NOT_STARTED, resultLine } from './result-line.ts'

/** Newline-delimited JSON: events as they come, problems as `{"type":"problems"}`, the result as the last line. */
export function jsonListener(write: (text: string) => void): RunListener {
  const line = (record: unknown): void => {
    write(`${JSON.stringify(record)}\n`)
  }
  const problems: RunListener['problems'] = (found) => {
    if (found.length > 0) line({ type: 'problems', problems: found.map(problemRecord) })
  }
  return {
    problems,
    event: (event) => {
      if (event.type !== 'run-finished') line(event)
    },
    finished: (result) => {
      problems(result?.problems ?? [])
      write(`${resultLine(result ?? NOT_STARTED)}\n`)
    },
  }
}
