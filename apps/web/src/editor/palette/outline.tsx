import { findDefinition } from '@sluice/catalog'
import { useTranslation } from 'react-i18next'
import { NodeIcon } from '../canvas/node-icon.tsx'
import { goToNode } from '../commands/select-commands.ts'
import { useDraft, useEditor } from '../context.ts'
import { useNodeTexts } from '../node-texts.ts'
import { outlineOf } from './outline-of.ts'
import classes from './palette.module.css'

/** The nodes of the flow from sources to sinks, to go to by a click. */
export function Outline() {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const texts = useNodeTexts()
  const flow = useDraft((draft) => draft.document.flow)
  const selected = useDraft((draft) => draft.selection.nodes)
  const lines = outlineOf(flow)
  if (lines.length === 0) return <p className={classes['none']}>{t('outlineEmpty')}</p>
  return (
    <ul className={classes['outline']} aria-label={t('outline')}>
      {lines.map(({ node, depth }) => (
        <li key={node.id}>
          <button
            type="button"
            className={classes['item']}
            data-group={findDefinition(node.type)?.group ?? 'flow'}
            aria-current={selected.has(node.id) ? 'true' : undefined}
            style={{ paddingLeft: 6 + Math.min(depth, 8) * 12 }}
            onClick={() => goToNode(editor, node.id)}
          >
            <span className={classes['icon']}>
              <NodeIcon name={findDefinition(node.type)?.icon} />
            </span>
            <span className={classes['name']}>{texts.label(node)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
