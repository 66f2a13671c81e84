import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { findDefinition, isRecord, type AnyNode } from '@sluice/catalog'
import type { FlowNode, RejectLimit } from '@sluice/flow'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormHost } from '../../forms/form-host.ts'
import { NodeForm } from '../../forms/node-form.tsx'
import { expressionParameter } from '../../forms/typed-parameter.ts'
import { setAt } from '../../forms/values.ts'
import { Chip } from '../../ui/chip.tsx'
import { NodeIcon } from '../canvas/node-icon.tsx'
import { CommandItems } from '../commands/command-items.tsx'
import { useDraft, useEditor, useView } from '../context.ts'
import { jsonConfig } from '../document/json-config.ts'
import { onlyNode } from '../document/selection.ts'
import { useNodeTexts } from '../node-texts.ts'
import { arrivingColumns } from '../planning/planning.ts'
import { FlowFacts } from './flow-facts.tsx'
import { LastEvent } from './last-event.tsx'
import { useProbe } from './probe.ts'
import { ReadSoFar } from './read-so-far.tsx'
import { RejectLimitFields } from './reject-limit.tsx'
import classes from './inspector.module.css'

const MENU = ['rename', 'connect', 'add-node', 'disable', 'duplicate', 'copy', 'select-upstream', 'select-downstream', 'delete'] as const

function Header({ node, definition }: { readonly node: FlowNode; readonly definition: AnyNode | undefined }) {
  const { t } = useTranslation('editor')
  const texts = useNodeTexts()
  const status = useView((view) => view.run?.nodes[node.id]?.status)
  return (
    <header className={classes['header']} data-group={definition?.group ?? 'flow'}>
      <div className={classes['title']}>
        <span className={classes['icon']}>
          <NodeIcon name={definition?.icon} size={18} />
        </span>
        <h2>{texts.label(node)}</h2>
        {node.disabled && <Chip>{t('disabled')}</Chip>}
        {status !== undefined && (
          <Chip tone={status === 'failed' ? 'bad' : status === 'done' ? 'ok' : status === 'running' ? 'run' : 'mute'}>
            {t(`badge.${status}`)}
          </Chip>
        )}
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon aria-label={t('nodeMenu')}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <CommandItems ids={MENU} />
          </Menu.Dropdown>
        </Menu>
      </div>
      <p>
        {node.label !== '' && <strong>{texts.kind(node.type)}. </strong>}
        {texts.description(node.type)}
      </p>
    </header>
  )
}

function NodeInspector({ node, definition }: { readonly node: FlowNode; readonly definition: AnyNode }) {
  const { store } = useEditor()
  const plan = useView((view) => view.planning)
  const parameters = useDraft((draft) => draft.document.flow.parameters)
  const zone = useDraft((draft) => draft.document.flow.zone ?? 'UTC')
  const focusField = useView((view) => view.focusField)
  const detect = useProbe(node.id, node.config)
  const host = useMemo<FormHost>(
    () => ({
      texts: `nodes.${node.type}`,
      problems: plan.problems.filter((problem) => problem.nodeId === node.id),
      settings: node.config,
      columns: (port) => arrivingColumns(plan, node.id, port),
      parameters: parameters.map(expressionParameter),
      zone,
      change: (path, value, typing) => {
        const now = store.getState().document.flow.nodes.find((one) => one.id === node.id)
        const config = now === undefined ? undefined : setAt(now.config, path, value)
        if (now === undefined || !isRecord(config)) return
        const edit = { type: 'put-node', node: { ...now, config: jsonConfig(config) } } as const
        store.getState().change([edit], typing ? { gesture: `field ${node.id} ${path.join('.')}` } : {})
      },
      settle: () => store.getState().mark(),
      ...(definition.probe === true && { detect }),
      ...(focusField?.node === node.id && { focus: focusField.path }),
    }),
    [node.id, node.type, node.config, definition, plan, parameters, zone, store, detect, focusField],
  )
  const limitRejects = (limit: RejectLimit | undefined): void => {
    const { rejectLimit: _before, ...rest } = node
    const edit = { type: 'put-node', node: limit === undefined ? rest : { ...rest, rejectLimit: limit } } as const
    store.getState().change([edit], { gesture: `reject limit ${node.id}` })
  }
  return (
    <>
      {node.type === 'source.webhook' && <LastEvent onTaken={(body) => host.change(['sample'], body, false)} />}
      <NodeForm key={node.id} definition={definition} config={node.config} host={host} />
      {definition.inputs.length === 0 && <ReadSoFar node={node.id} />}
      {definition.outputs.some((port) => port.role === 'rejected') && (
        <RejectLimitFields of="node" limit={node.rejectLimit} onSettle={host.settle} onChange={limitRejects} />
      )}
    </>
  )
}

/** The settings of the selected node; without one, facts about the flow. */
export function Inspector() {
  const { t } = useTranslation('editor')
  const node = useDraft((draft) => {
    const id = onlyNode(draft.selection)
    return draft.document.flow.nodes.find((one) => one.id === id)
  })
  const several = useDraft((draft) => draft.selection.nodes.size)
  if (node === undefined) return several > 1 ? <p className={classes['hint']}>{t('severalSelected', { count: several })}</p> : <FlowFacts />
  const definition = findDefinition(node.type)
  return (
    <div className={classes['inspector']} key={node.id}>
      <Header node={node} definition={definition} />
      <div className={classes['body']}>
        {definition === undefined ? <p>{t('unknownKind', { type: node.type })}</p> : <NodeInspector node={node} definition={definition} />}
      </div>
    </div>
  )
}
