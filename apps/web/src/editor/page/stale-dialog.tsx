import { Button, Group, Modal } from '@mantine/core'
import type { Flow } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import { useDraft, useEditor } from '../context.ts'
import { flowDifference } from '../document/flow-difference.ts'
import classes from './page.module.css'

function Differences({ mine, theirs }: { readonly mine: Flow; readonly theirs: Flow }) {
  const { t } = useTranslation('editor')
  const found = flowDifference(theirs, mine)
  if (found.length === 0) return <p>{t('stale.same')}</p>
  return (
    <ul className={classes['differences']}>
      {found.map(({ kind, node }) => (
        <li key={`${kind} ${node}`} data-kind={kind}>
          {t(`stale.${kind}`, { node })}
        </li>
      ))}
    </ul>
  )
}

/** Somebody else saved the flow first: shows who, when and what differs, and lets one side be kept. */
export function StaleDialog() {
  const { t } = useTranslation('editor')
  const format = useFormat()
  const { store } = useEditor()
  const save = useDraft((draft) => draft.save)
  const mine = useDraft((draft) => draft.document.flow)
  if (save.kind !== 'stale') return null
  const { theirs } = save
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('stale.title')}
    >
      <p className={classes['dialogText']}>{t('stale.text', { who: theirs.updatedBy, when: format.instant(theirs.updatedAt) })}</p>
      <p>{t('stale.differences')}</p>
      <Differences mine={mine} theirs={theirs.flow} />
      <Group justify="flex-end" gap={8} mt={16}>
        <Button variant="default" onClick={() => store.getState().resolveStale('theirs')}>
          {t('stale.takeTheirs')}
        </Button>
        <Button data-autofocus onClick={() => store.getState().resolveStale('mine')}>
          {t('stale.keepMine')}
        </Button>
      </Group>
    </Modal>
  )
}
