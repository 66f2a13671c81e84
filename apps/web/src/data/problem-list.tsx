import type { Problem } from '@sluice/flow'
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react'
import { useProblemText } from './use-reason.ts'
import classes from './run.module.css'

interface Props {
  readonly problems: readonly Problem[]
  readonly nodeLabel: (node: string) => string
  readonly onNode?: ((node: string) => void) | undefined
}

/** Problems in plain words, each with the node it is about. */
export function ProblemList({ problems, nodeLabel, onNode }: Props) {
  const text = useProblemText()
  if (problems.length === 0) return null
  return (
    <div role="alert">
      <ul className={classes['problems']}>
        {problems
          .toSorted((a, b) => a.severity.localeCompare(b.severity))
          .map((problem, index) => {
            const { nodeId } = problem
            const Glyph = problem.severity === 'error' ? IconAlertCircle : IconAlertTriangle
            return (
              <li key={`${problem.code} ${nodeId ?? ''} ${index}`} data-severity={problem.severity}>
                <Glyph size={16} aria-hidden />
                <span>
                  {nodeId !== undefined && (
                    <button type="button" className={classes['link']} disabled={onNode === undefined} onClick={() => onNode?.(nodeId)}>
                      {nodeLabel(nodeId)}
                    </button>
                  )}{' '}
                  {text(problem, nodeId === undefined ? undefined : nodeLabel(nodeId))}
                </span>
              </li>
            )
          })}
      </ul>
    </div>
  )
}
