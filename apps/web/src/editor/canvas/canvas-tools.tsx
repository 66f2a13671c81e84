import { Panel, useReactFlow, useStore } from '@xyflow/react'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './canvas.module.css'

/** Zoom, fit and, where the flow can be changed, tidy. */
export const CanvasTools = memo(function CanvasTools({ onTidy }: { readonly onTidy?: () => void }) {
  const { t } = useTranslation('editor')
  const format = useFormat()
  const { zoomIn, zoomOut, zoomTo, fitView } = useReactFlow()
  const zoom = useStore((state) => state.transform[2])
  return (
    <Panel position="bottom-left">
      <div className={classes['tools']} role="toolbar" aria-label={t('canvasTools')}>
        <button type="button" aria-label={t('commands.zoom-out')} onClick={() => void zoomOut()}>
          <IconMinus size={13} aria-hidden />
        </button>
        <button type="button" aria-label={t('commands.zoom-reset')} onClick={() => void zoomTo(1)}>
          {format.percent(Math.round(zoom * 100) / 100)}
        </button>
        <button type="button" aria-label={t('commands.zoom-in')} onClick={() => void zoomIn()}>
          <IconPlus size={13} aria-hidden />
        </button>
        <button type="button" onClick={() => void fitView({ maxZoom: 1, padding: 0.12 })}>
          {t('commands.fit')}
        </button>
        {onTidy !== undefined && (
          <button type="button" onClick={onTidy}>
            {t('commands.tidy')}
          </button>
        )}
      </div>
    </Panel>
  )
})
