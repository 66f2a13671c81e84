import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useView } from '../context.ts'
import { Splitter, usePanelSize } from '../panels/splitter.tsx'
import classes from './page.module.css'

const LEFT = { initial: 224, least: 180, most: 400 }
const RIGHT = { initial: 348, least: 280, most: 620 }
const BOTTOM = { initial: 270, least: 120, most: 640 }

/** The panes around the canvas; each can be resized and folded away. */
export function Layout({
  left,
  canvas,
  right,
  bottom,
}: {
  readonly left: ReactNode
  readonly canvas: ReactNode
  readonly right: ReactNode
  readonly bottom: ReactNode
}) {
  const { t } = useTranslation('editor')
  const open = useView((view) => view.open)
  const [leftSize, setLeft] = usePanelSize('left', LEFT)
  const [rightSize, setRight] = usePanelSize('right', RIGHT)
  const [bottomSize, setBottom] = usePanelSize('bottom', BOTTOM)
  return (
    <div className={classes['panes']}>
      {open.left && (
        <>
          <aside className={classes['pane']} style={{ width: leftSize }} aria-label={t('leftPanel')}>
            {left}
          </aside>
          <Splitter side="left" size={leftSize} onSize={setLeft} limits={LEFT} label={t('leftPanel')} />
        </>
      )}
      <div className={classes['middle']}>
        {canvas}
        {open.bottom && (
          <>
            <Splitter side="bottom" size={bottomSize} onSize={setBottom} limits={BOTTOM} label={t('bottomPanel')} />
            <section className={classes['pane']} style={{ height: bottomSize, maxHeight: '60%' }} aria-label={t('bottomPanel')}>
              {bottom}
            </section>
          </>
        )}
      </div>
      {open.right && (
        <>
          <Splitter side="right" size={rightSize} onSize={setRight} limits={RIGHT} label={t('rightPanel')} />
          <aside className={classes['pane']} data-scroll style={{ width: rightSize }} aria-label={t('rightPanel')}>
            {right}
          </aside>
        </>
      )}
    </div>
  )
}
