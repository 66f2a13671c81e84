import { Button } from '@mantine/core'
import { IconVariable } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import { useDraft, useEditor } from '../context.ts'
import classes from './inspector.module.css'
import { ReadSoFar } from './read-so-far.tsx'
import { RejectLimitFields } from './reject-limit.tsx'

/** What is shown when no node is selected: the flow itself. */
export function FlowFacts() {
  const { t } = useTranslation('editor')
  const format = useFormat()
  const { store, view } = useEditor()
  const flow = useDraft((draft) => draft.document.flow)
  const saved = useDraft((draft) => draft.saved)
  return (
    <div className={classes['inspector']}>
      <header className={classes['header']}>
        <div className={classes['title']}>
          <h2>{t('flow')}</h2>
        </div>
        <p>{t('selectANode')}</p>
      </header>
      <div className={classes['body']}>
        <dl className={classes['facts']}>
          <dt>{t('nodes')}</dt>
          <dd>{format.number(flow.nodes.length)}</dd>
          <dt>{t('lastSaved')}</dt>
          <dd>{t('lastSavedBy', { when: format.instant(saved.updatedAt), who: saved.updatedBy })}</dd>
          <dt>{t('parameters')}</dt>
          <dd>{flow.parameters.length === 0 ? t('none') : flow.parameters.map((parameter) => parameter.name).join(', ')}</dd>
        </dl>
        <Button
          variant="default"
          leftSection={<IconVariable size={14} aria-hidden />}
          onClick={() => view.getState().set({ dialog: 'parameters' })}
        >
          {t('editParameters')}
        </Button>
        <RejectLimitFields
          of="flow"
          limit={flow.rejectLimit}
          onSettle={() => store.getState().mark()}
          onChange={(limit) => store.getState().change([{ type: 'set-reject-limit', limit }], { gesture: 'reject limit' })}
        />
        <ReadSoFar />
      </div>
    </div>
  )
}
