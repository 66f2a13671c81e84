import type { Problem } from '@sluice/flow'
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from './use-reason.ts'
import classes from './run.module.css'

interface Props {
  readonly problems: readonly Problem[]
  readonly nodeLabel: (node: string) => string
  readonly onNode?: ((node: string) => void) | undefined
}

/** Problems in plain words, each with the node it is about. Several warnings are folded, so that they don't push the figures away. */
export function ProblemList({ problems, ...names }: Props) {
  const { t } = useTranslation('data')
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity !== 'error')
  return (
    <>
      {errors.length > 0 && (
        <div role="alert">
          <Lines problems={errors} {...names} />
        </div>
      )}
      {warnings.length === 1 && <Lines problems={warnings} {...names} />}
      {warnings.length > 1 && (
        <details className={classes['warnings']}>
          <summary>{t('run.warnings', { count: warnings.length })}</summary>
          <Lines problems={warnings} {...names} />
        </details>
      )}
    </>
  )
}

function Lines({ problems, nodeLabel, onNode }: Props) {
  const text = useProblemText()
  return (
    <ul className={classes['problems']}>
      {problems.map((problem, index) => {
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
  )
}
