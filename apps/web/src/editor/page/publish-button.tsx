import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { hasErrors } from '@sluice/flow'
import { IconArrowBackUp, IconChevronDown, IconCloudOff, IconCloudUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/client.ts'
import { useChange, useRoute } from '../../api/queries.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { useDraft, useEditor } from '../context.ts'
import { flowDifference } from '../document/flow-difference.ts'
import { replaceFlow } from '../document/replace-flow.ts'
import classes from './page.module.css'

/** The published version of the open flow; undefined while there is none, or while it is being read. */
function usePublished() {
  const { flowId } = useEditor()
  const revision = useDraft((draft) => draft.saved.publishedRevision)
  const query = useRoute('readPublished', { params: { id: flowId } }, { enabled: revision !== null })
  return { revision, flow: query.data?.revision === revision ? query.data.flow : undefined, refetch: query.refetch }
}

/** Says which version runs by itself, and how far the draft is from it. */
export function PublishState() {
  const { t } = useTranslation('editor')
  const { revision, flow } = usePublished()
  const draft = useDraft((state) => state.document.flow)
  if (revision === null) return <span className={classes['save']}>{t('publish.never')}</span>
  const changes = flow === undefined ? undefined : flowDifference(flow, draft).length
  return (
    <span className={classes['save']} data-state={changes === 0 ? 'published' : 'changed'} role="status">
      {changes === undefined || changes === 0 ? t('publish.same', { revision }) : t('publish.changed', { revision, count: changes })}
    </span>
  )
}

/** Publishes the draft; takes it back to what is published, or stops publishing. */
export function PublishButton() {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const { store, view, flowId } = editor
  const { revision, flow } = usePublished()
  const draft = useDraft((state) => state.document.flow)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const unpublish = useChange('unpublishFlow', ['listFlows', 'listSchedules', 'readPublished'])
  const publish = useChange('publishFlow', ['listFlows', 'listSchedules', 'readPublished'])
  const same = flow !== undefined && flowDifference(flow, draft).length === 0
  const fail = (error: unknown): void => notifyError(t, error)

  const publishDraft = async (): Promise<void> => {
    const { planning, set, open } = view.getState()
    if (planning.flow === store.getState().document.flow && hasErrors(planning.problems)) {
      set({ bottomTab: 'problems', open: { ...open, bottom: true }, announcement: t('mendFirst') })
    }
    if (!(await store.getState().flush())) {
      notifications.show({ color: 'red', message: t('saveFirst'), closeButtonProps: { 'aria-label': t('shell:close') } })
      return
    }
    const saved = await publish.mutateAsync({ params: { id: flowId }, body: { revision: store.getState().saved.revision } })
    store.getState().published(saved)
    notifyDone(t, t('publish.done', { revision: saved.publishedRevision ?? '' }))
  }
  const revert = async (): Promise<void> => {
    const published = await call('readPublished', { params: { id: flowId } })
    store.getState().change(replaceFlow(store.getState().document.flow, published.flow))
    notifyDone(t, t('publish.reverted', { revision: published.revision }))
  }
  const run = (work: Promise<void>): void => {
    setBusy(true)
    void work.catch(fail).finally(() => setBusy(false))
  }
  return (
    <>
      <Button.Group>
        <Button
          variant="default"
          leftSection={<IconCloudUpload size={14} aria-hidden />}
          loading={busy}
          disabled={same}
          onClick={() => run(publishDraft())}
        >
          {t('publish.action')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={6} aria-label={t('publish.options')} disabled={revision === null}>
              <IconChevronDown size={14} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconArrowBackUp size={14} aria-hidden />} disabled={same} onClick={() => run(revert())}>
              {t('publish.revert')}
            </Menu.Item>
            <Menu.Item leftSection={<IconCloudOff size={14} aria-hidden />} onClick={() => setAsking(true)}>
              {t('publish.stop')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      <Confirm
        opened={asking}
        title={t('publish.stopTitle')}
        text={t('publish.stopText')}
        action={t('publish.stop')}
        busy={unpublish.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          unpublish.mutate(
            { params: { id: flowId } },
            { onSuccess: (saved) => store.getState().published(saved), onError: fail, onSettled: () => setAsking(false) },
          )
        }
      />
    </>
  )
}
