import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { RunPanel } from '../../data/index.ts'
import { Chip } from '../../ui/chip.tsx'
import { goToNode } from '../commands/select-commands.ts'
import { command, perform } from '../commands/commands.ts'
import { useDraft, useEditor, useView } from '../context.ts'
import { useNodeTexts } from '../node-texts.ts'
import type { BottomTab } from '../view.ts'
import { DataTab } from './data-tab.tsx'
import { PanelTabs } from './panel-tabs.tsx'
import { ProblemsTab } from './problems-tab.tsx'
import classes from './panels.module.css'

/** The panel under the canvas: data of the selected node, problems of the flow, the run. */
export function BottomPanel({ runId }: { readonly runId: string | undefined }) {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const texts = useNodeTexts()
  const tab = useView((view) => view.bottomTab)
  const problems = useView((view) => view.planning.problems)
  const nodes = useDraft((draft) => draft.document.flow.nodes)
  const run = useView((view) => view.run?.status)
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const names = useMemo(() => new Map(nodes.map((node) => [node.id, texts.label(node)])), [nodes, texts])
  const tabs: readonly { readonly key: BottomTab; readonly label: string; readonly mark?: React.ReactNode }[] = [
    { key: 'data', label: t('tabs.data') },
    {
      key: 'problems',
      label: t('tabs.problems'),
      mark: <Chip tone={errors > 0 ? 'bad' : problems.length > 0 ? 'warn' : 'mute'}>{problems.length}</Chip>,
    },
    { key: 'run', label: t('tabs.run'), ...((run === 'running' || run === 'queued') && { mark: <Chip tone="run">{t('running')}</Chip> }) },
  ]
  return (
    <>
      <PanelTabs
        id="bottom"
        label={t('bottomPanel')}
        tabs={tabs}
        tab={tab}
        onTab={(bottomTab) => editor.view.getState().set({ bottomTab })}
      />
      <div role="tabpanel" id={`bottom-${tab}-panel`} aria-labelledby={`bottom-${tab}-tab`} className={classes['bottom']}>
        {tab === 'data' && <DataTab />}
        {tab === 'problems' && <ProblemsTab />}
        {tab === 'run' && (
          <RunPanel
            runId={runId}
            nodeLabel={(id) => names.get(id) ?? id}
            onNode={(id) => goToNode(editor, id)}
            onStart={() => perform(editor, command('run'))}
            onCancel={() => perform(editor, command('cancel-run'))}
          />
        )}
      </div>
    </>
  )
}
