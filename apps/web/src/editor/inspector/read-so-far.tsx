import { Button, Menu } from '@mantine/core'
import type { WatermarkDto } from '@sluice/contract'
import { IconHistory } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { useDraft, useEditor } from '../context.ts'
import { useNodeTexts } from '../node-texts.ts'
import classes from './inspector.module.css'

/** A place in words: its own text or number, or its parts. */
const placeText = (value: WatermarkDto['value']): string => {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const plain = Object.values(value).filter((part) => typeof part === 'string' || typeof part === 'number')
  return plain.length === 0 ? JSON.stringify(value) : plain.join(' · ')
}

/** How far incremental sources have been read, or one of them, and the way back to an earlier place. Nothing where there is none. */
export function ReadSoFar({ node }: { readonly node?: string }) {
  const { t } = useTranslation('editor')
  const { flowId: id } = useEditor()
  const query = useRoute('listWatermarks', { params: { id } }, { refreshEvery: 10_000 })
  const marks = (query.data?.watermarks ?? []).filter((mark) => node === undefined || mark.node === node)
  if (marks.length === 0) return null
  return (
    <section aria-label={t('readSoFar')}>
      <h3>{t('readSoFar')}</h3>
      <p className={classes['help']}>{t('readSoFarHelp')}</p>
      {marks.map((mark) => (
        <Mark key={mark.node} flow={id} mark={mark} />
      ))}
    </section>
  )
}

function Mark({ flow, mark }: { readonly flow: string; readonly mark: WatermarkDto }) {
  const { t } = useTranslation('editor')
  const format = useFormat()
  const texts = useNodeTexts()
  const node = useDraft((draft) => draft.document.flow.nodes.find(({ id }) => id === mark.node))
  const name = node === undefined ? mark.node : texts.label(node)
  const move = useChange('moveWatermark', ['listWatermarks'])
  const goBack = (change: number | null): void =>
    move.mutate(
      { params: { id: flow }, body: { node: mark.node, change } },
      { onSuccess: () => notifyDone(t, t('readAgain', { node: name })), onError: (error) => notifyError(t, error) },
    )
  // A place that was come back to is one place: the last time counts.
  const placeOf = ({ value }: { readonly value: unknown }): string => JSON.stringify(value)
  const places = new Map(mark.changes.toReversed().map((change) => [placeOf(change), change]))
  const earlier = mark.changes.filter((change) => places.get(placeOf(change)) === change && change.value !== null && placeOf(change) !== placeOf(mark)) // prettier-ignore
  return (
    <dl className={classes['facts']}>
      <dt>{name}</dt>
      <dd>
        {mark.value === null ? t('readNothing') : placeText(mark.value)}
        {mark.updatedAt !== null && <div className={classes['help']}>{format.instant(mark.updatedAt)}</div>}
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="compact-xs" variant="default" mt={4} loading={move.isPending} leftSection={<IconHistory size={12} aria-hidden />}>
              {t('readAgainFrom')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            <Menu.Item onClick={() => goBack(null)}>{t('fromBeginning')}</Menu.Item>
            {earlier.map((change) => (
              <Menu.Item key={change.id} onClick={() => goBack(change.id)}>
                {t('fromPlace', { place: placeText(change.value), when: format.instant(change.at) })}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </dd>
    </dl>
  )
}
