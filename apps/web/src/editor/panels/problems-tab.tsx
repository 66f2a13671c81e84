import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { Problem } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/empty-state.tsx'
import { goToNode } from '../commands/select-commands.ts'
import { useDraft, useEditor, useView } from '../context.ts'
import { useNodeTexts } from '../node-texts.ts'
import classes from './panels.module.css'

const rank = (problem: Problem): number => (problem.severity === 'error' ? 0 : 1)

/** Everything that is wrong with the flow, errors first; a click goes to the node and field. */
export function ProblemsTab() {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const texts = useNodeTexts()
  const problems = useView((view) => view.planning.problems)
  const nodes = useDraft((draft) => draft.document.flow.nodes)
  if (problems.length === 0) return <EmptyState icon={IconCircleCheck} title={t('noProblems')} text={t('noProblemsText')} />
  const go = ({ nodeId, path }: Problem): void => {
    if (nodeId === undefined) return
    const { set, open } = editor.view.getState()
    goToNode(editor, nodeId)
    set({ focusField: { node: nodeId, path: path ?? [] }, open: { ...open, right: true } })
  }
  return (
    <ul className={classes['problems']} aria-label={t('problems')}>
      {problems
        .toSorted((a, b) => rank(a) - rank(b))
        .map((problem, index) => {
          const node = nodes.find((one) => one.id === problem.nodeId)
          const fieldLabel = node === undefined ? '' : texts.field(node.type, problem.path ?? [])
          const Glyph = problem.severity === 'error' ? IconAlertCircle : IconAlertTriangle
          return (
            <li key={`${problem.code} ${problem.nodeId ?? ''} ${index}`}>
              <button type="button" data-severity={problem.severity} disabled={node === undefined} onClick={() => go(problem)}>
                <Glyph size={16} role="img" aria-label={t(`badge.${problem.severity}`)} />
                <span>
                  {fieldLabel === '' ? texts.problem(problem) : t('problemOfField', { field: fieldLabel, problem: texts.problem(problem) })}
                </span>
                {node !== undefined && <small>{texts.label(node)}</small>}
              </button>
            </li>
          )
        })}
    </ul>
  )
}
