import { Menu } from '@mantine/core'
import type { Edge, Node } from '@xyflow/react'
import { useMemo, useState, type MouseEvent as ReactMouseEvent, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandItems } from '../commands/command-items.tsx'
import type { Editor } from '../context.ts'
import { NOTHING, selectNodes } from '../document/selection.ts'

const NODE = ['rename', 'replace', 'connect', 'disable', 'duplicate', 'copy', 'cut', 'delete'] as const
/** What can be done with many nodes at once. */
const MANY = [
  'align-left', 'align-center', 'align-right', 'align-top', 'align-middle', 'align-bottom', 'distribute-x', 'distribute-y', 'tidy', 'disable', 'duplicate', 'copy', 'cut', 'delete',
] as const // prettier-ignore
const WIRE = ['delete'] as const
const PANE = ['add-node', 'paste', 'add-note', 'select-all', 'tidy', 'fit'] as const

interface Place {
  readonly x: number
  readonly y: number
  readonly items: readonly string[]
}

/** The right click on the canvas: selects what is under it and opens the menu there. */
export function useContextMenu(editor: Editor) {
  const [place, setPlace] = useState<Place | null>(null)
  const handlers = useMemo(() => {
    const open = (event: MouseEvent | ReactMouseEvent, items: readonly string[]): void => {
      event.preventDefault()
      setPlace({ x: event.clientX, y: event.clientY, items })
    }
    return {
      onNodeContextMenu: (event: ReactMouseEvent, node: Node): void => {
        const { selection, select } = editor.store.getState()
        if (!selection.nodes.has(node.id) && !selection.notes.has(node.id))
          select(node.type === 'note' ? { ...NOTHING, notes: new Set([node.id]) } : selectNodes([node.id]))
        open(event, editor.store.getState().selection.nodes.size > 1 ? MANY : NODE)
      },
      onSelectionContextMenu: (event: ReactMouseEvent): void => open(event, MANY),
      onEdgeContextMenu: (event: ReactMouseEvent, edge: Edge): void => {
        editor.store.getState().select({ ...NOTHING, edges: new Set([edge.id]) })
        open(event, WIRE)
      },
      onPaneContextMenu: (event: MouseEvent | ReactMouseEvent): void => open(event, PANE),
    }
  }, [editor])
  return { handlers, place, close: () => setPlace(null) }
}

/** Pixels of one line of the menu, and of its edges. */
const LINE = 29
const EDGES = 20

/** Where the menu hangs: a place and no button, so it takes none of a button's attributes. High enough for all of it to be seen. */
function Anchor({ place, ref }: { readonly place: Place; readonly ref?: Ref<HTMLSpanElement> }) {
  const top = Math.max(0, Math.min(place.y, window.innerHeight - place.items.length * LINE - EDGES))
  return <span ref={ref} style={{ position: 'fixed', left: place.x, top }} />
}

/** The menu at the pointer. */
export function ContextMenu({ place, close }: { readonly place: Place | null; readonly close: () => void }) {
  const { t } = useTranslation('editor')
  if (place === null) return null
  return (
    <Menu opened onClose={close} position="bottom-start" offset={0} width={220}>
      <Menu.Target>
        <Anchor place={place} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('actionsHere')} aria-labelledby={undefined}>
        <CommandItems ids={place.items} />
      </Menu.Dropdown>
    </Menu>
  )
}
