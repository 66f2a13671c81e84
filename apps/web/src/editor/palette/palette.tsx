import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { nodeDefinitions, type AnyNode } from '@sluice/catalog'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NODE_TYPE_DATA } from '../canvas/drop-target.ts'
import { NodeIcon } from '../canvas/node-icon.tsx'
import { onceDrawn } from '../canvas/once-drawn.ts'
import { useEditor } from '../context.ts'
import { addEdits, placeAfter } from '../document/add.ts'
import { mainOutput } from '../document/kinds.ts'
import { onlyNode, selectNodes } from '../document/selection.ts'
import { useNodeTexts } from '../node-texts.ts'
import { findNodes } from './find-nodes.ts'
import { useKindTexts } from './use-kind-texts.ts'
import { findDefinition } from '@sluice/catalog'
import classes from './palette.module.css'

function PaletteItem({ definition: { type, icon } }: { readonly definition: AnyNode }) {
  const texts = useNodeTexts()
  const editor = useEditor()
  // A click adds after the selected node, joined to it when that fits; else in the middle.
  const add = (): void => {
    const { document, selection, change } = editor.store.getState()
    const before = document.flow.nodes.find((node) => node.id === onlyNode(selection))
    const port = mainOutput(findDefinition(before?.type ?? ''))
    const joins = before !== undefined && port !== undefined && (findDefinition(type)?.inputs.length ?? 0) > 0
    const place = joins ? placeAfter(before) : (editor.canvas.current?.middle().place ?? { x: 0, y: 0 })
    const { id, edits } = addEdits(document.flow, type, place, joins ? { from: { node: before.id, port: port.name } } : {})
    change(edits, { select: selectNodes([id]) })
    onceDrawn(() => editor.canvas.current?.show(id))
  }
  return (
    <button
      type="button"
      className={classes['item']}
      title={texts.description(type)}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(NODE_TYPE_DATA, type)
        event.dataTransfer.effectAllowed = 'copy'
      }}
      onClick={add}
    >
      <span className={classes['icon']}>
        <NodeIcon name={icon} />
      </span>
      {texts.kind(type)}
    </button>
  )
}

/** The kinds of node by group, to drag or click onto the canvas. */
export function Palette() {
  const { t } = useTranslation('editor')
  const texts = useNodeTexts()
  const kinds = useKindTexts()
  const [search, setSearch] = useState('')
  const found = useMemo(() => findNodes(search, kinds), [search, kinds])
  const groups = [...new Set(nodeDefinitions.map((definition) => definition.group))]
  return (
    <div className={classes['palette']}>
      <TextInput
        aria-label={t('searchPalette')}
        placeholder={t('searchPalette')}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {groups.map((group) => {
        const members = found.filter((definition) => definition.group === group)
        if (members.length === 0) return null
        return (
          <section key={group} className={classes['group']} data-group={group} aria-label={texts.group(group)}>
            <h3>{texts.group(group)}</h3>
            {members.map((definition) => (
              <PaletteItem key={definition.type} definition={definition} />
            ))}
          </section>
        )
      })}
      {found.length === 0 && <p className={classes['none']}>{t('searchNone')}</p>}
    </div>
  )
}
