import { useTranslation } from 'react-i18next'
import { useEditor, useView } from '../context.ts'
import { Outline } from '../palette/outline.tsx'
import { Palette } from '../palette/palette.tsx'
import { PanelTabs } from './panel-tabs.tsx'
import classes from './panels.module.css'

/** The panel left of the canvas: kinds of node to add, and the outline of the flow. */
export function LeftPanel() {
  const { t } = useTranslation('editor')
  const { view } = useEditor()
  const tab = useView((state) => state.leftTab)
  const tabs = [
    { key: 'nodes', label: t('tabs.nodes') },
    { key: 'outline', label: t('tabs.outline') },
  ] as const
  return (
    <>
      <PanelTabs id="left" label={t('leftPanel')} tabs={tabs} tab={tab} onTab={(leftTab) => view.getState().set({ leftTab })} />
      <div role="tabpanel" id={`left-${tab}-panel`} aria-labelledby={`left-${tab}-tab`} className={classes['left']}>
        {tab === 'nodes' ? <Palette /> : <Outline />}
      </div>
    </>
  )
}
