import { createSpotlight, Spotlight, useSpotlight, type SpotlightActionData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { findDefinition, nodeDefinitions } from '@sluice/catalog'
import type { FlowNode } from '@sluice/flow'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { NodeIcon } from '../canvas/node-icon.tsx'
import { addNode } from '../canvas/use-inserting.ts'
import { Keys } from '../commands/command-items.tsx'
import { commands, perform } from '../commands/commands.ts'
import { goToNode } from '../commands/select-commands.ts'
import { useDraft, useEditor } from '../context.ts'
import { useNodeTexts } from '../node-texts.ts'

/** The search for anything; one per page. */
export const [findStore, find] = createSpotlight()

const NONE: readonly FlowNode[] = []

/** Nodes of the flow to go to, commands to do, kinds of node to add. */
export function FindAnything() {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const texts = useNodeTexts()
  const { opened } = useSpotlight(findStore)
  // While it is closed, changes of the flow cost nothing here.
  const nodes = useDraft((draft) => (opened ? draft.document.flow.nodes : NONE))
  const actions = useMemo(() => {
    const group = (name: string, entries: readonly SpotlightActionData[]) => ({ group: t(`find.${name}`), actions: [...entries] })
    return [
      group('nodes', nodes.map((node) => ({ id: `node ${node.id}`, label: texts.label(node), description: texts.kind(node.type), leftSection: <NodeIcon name={findDefinition(node.type)?.icon} />, onClick: () => goToNode(editor, node.id) }))),
      group('commands', commands.filter((command) => command.hidden !== true).map((command) => ({ id: command.id, label: t(`commands.${command.id}`), leftSection: command.icon !== undefined && <command.icon size={16} stroke={1.6} aria-hidden />, rightSection: command.keys?.[0] !== undefined && <Keys chord={command.keys[0]} />, onClick: () => void perform(editor, command) }))),
      group('add', nodeDefinitions.map(({ type, icon }) => ({ id: `add ${type}`, label: t('find.addNode', { kind: texts.kind(type) }), keywords: [texts.keywords(type)], leftSection: <NodeIcon name={icon} />, onClick: () => void addNode(editor, type, editor.canvas.current?.middle().place ?? { x: 0, y: 0 }) }))),
    ] // prettier-ignore
  }, [editor, nodes, t, texts])
  return (
    <Spotlight
      store={findStore}
      actions={actions}
      shortcut={null}
      nothingFound={t('searchNone')}
      highlightQuery
      scrollable
      maxHeight={420}
      limit={40}
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: t('find.placeholder'),
        'aria-label': t('find.placeholder'),
      }}
    />
  )
}
