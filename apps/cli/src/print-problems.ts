import { problemText } from '@sluice/catalog'
import type { Problem } from '@sluice/flow'
import { language, text } from './texts/text.ts'

/** Where a problem is: the node, and the field inside its settings. */
function place(problem: Problem): string {
  const field = problem.path?.join('.') ?? ''
  if (problem.nodeId === undefined) return field
  return field === '' ? problem.nodeId : `${problem.nodeId} · ${field}`
}

/** One problem on one line: severity, place, message, code. */
export function problemLine(problem: Problem): string {
  const at = place(problem)
  const severity = text(problem.severity === 'error' ? 'severity-error' : 'severity-warning')
  return `${severity}  ${at === '' ? '' : `${at}: `}${problemText(problem, language)} (${problem.code})`
}

/** A problem as one JSON object, with its English message, for programs. */
export const problemRecord = (problem: Problem): Record<string, unknown> => ({
  severity: problem.severity,
  code: problem.code,
  node: problem.nodeId ?? null,
  field: problem.path?.join('.') ?? null,
  params: problem.params ?? {},
  message: problemText(problem, 'en'),
})
