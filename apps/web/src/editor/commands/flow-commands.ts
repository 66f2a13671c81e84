import {
  IconAdjustments, IconAdjustmentsHorizontal, IconArrowsMaximize, IconBinaryTree, IconDownload, IconKeyboard, IconLayoutBottombar, IconLayoutSidebar, IconLayoutSidebarRight, IconPlayerPlay,
  IconPlayerStop, IconPlugConnected, IconReplace, IconSearch, IconSquarePlus, IconVariable, IconZoomIn, IconZoomOut, IconZoomReset, IconDeviceFloppy,
} from '@tabler/icons-react' // prettier-ignore
import { findDefinition } from '@sluice/catalog'
import type { Editor } from '../context.ts'
import { placeAfter } from '../document/add.ts'
import { mainOutput } from '../document/kinds.ts'
import { onlyNode } from '../document/selection.ts'
import type { Panel } from '../view.ts'
import type { Command } from './command.ts'

const draft = (editor: Editor) => editor.store.getState()
const isOn = (editor: Editor): boolean => ['queued', 'running'].includes(editor.view.getState().run?.status ?? '')

const chosen = (editor: Editor) => {
  const id = onlyNode(draft(editor).selection)
  return draft(editor).document.flow.nodes.find((node) => node.id === id)
}

const output = (editor: Editor) => {
  const node = chosen(editor)
  const port = mainOutput(findDefinition(node?.type ?? ''))
  return node === undefined || port === undefined ? undefined : { node: node.id, port: port.name }
}

/** Opens the node search: after the selected node, joined to it, or else in the middle. */
export function openAdd(editor: Editor): void {
  const node = chosen(editor)
  const from = output(editor)
  const middle = editor.canvas.current?.middle() ?? { place: { x: 0, y: 0 }, client: { x: 400, y: 200 } }
  editor.view.getState().set({
    search: {
      mode: 'add',
      client: middle.client,
      place: node !== undefined && from !== undefined ? placeAfter(node) : middle.place,
      ...(from !== undefined && { from }),
    },
  })
}

/** Opens the node search for another kind in the place of the selected node. */
function openReplace(editor: Editor): void {
  const node = chosen(editor)
  const middle = editor.canvas.current?.middle()
  if (node !== undefined && middle !== undefined)
    editor.view.getState().set({ search: { mode: 'replace', client: middle.client, node: node.id } })
}

function openConnect(editor: Editor): void {
  const from = output(editor)
  const middle = editor.canvas.current?.middle()
  if (from !== undefined && middle !== undefined) editor.view.getState().set({ search: { mode: 'connect', client: middle.client, from } })
}

/** Takes the keyboard from the canvas to the first field of the selected node. */
function openSettings(editor: Editor): void {
  const node = chosen(editor)
  const { open, set } = editor.view.getState()
  const [field] = Object.keys(findDefinition(node?.type ?? '')?.fields ?? {})
  if (node !== undefined && field !== undefined) set({ focusField: { node: node.id, path: [field] }, open: { ...open, right: true } })
}

const toggle = (panel: Panel) => (editor: Editor) => {
  const { open, set } = editor.view.getState()
  set({ open: { ...open, [panel]: !open[panel] } })
}

export const flowCommands: readonly Command[] = [
  { id: 'add-node', group: 'edit', icon: IconSquarePlus, keys: ['A', 'Tab'], perform: openAdd },
  { id: 'connect', group: 'edit', icon: IconPlugConnected, keys: ['C'], when: (e) => output(e) !== undefined, perform: openConnect },
  { id: 'replace', group: 'edit', icon: IconReplace, keys: ['R'], when: (e) => chosen(e) !== undefined, perform: openReplace },
  { id: 'open-settings', group: 'edit', icon: IconAdjustments, keys: ['Enter'], when: (e) => chosen(e) !== undefined, perform: openSettings },
  { id: 'run', group: 'flow', icon: IconPlayerPlay, keys: ['Mod+Enter'], always: true, when: (e) => !isOn(e), perform: (e) => e.run.current?.start() },
  { id: 'cancel-run', group: 'flow', icon: IconPlayerStop, when: isOn, perform: (e) => e.run.current?.cancel() },
  { id: 'save', group: 'flow', icon: IconDeviceFloppy, keys: ['Mod+S'], always: true, perform: (e) => void draft(e).flush() },
  { id: 'parameters', group: 'flow', icon: IconVariable, perform: (e) => e.view.getState().set({ dialog: 'parameters' }) },
  { id: 'policy', group: 'flow', icon: IconAdjustmentsHorizontal, perform: (e) => e.view.getState().set({ dialog: 'policy' }) },
  { id: 'export', group: 'flow', icon: IconDownload, perform: (e) => e.run.current?.exportFlow() },
  { id: 'find', group: 'view', icon: IconSearch, keys: ['Mod+K'], always: true, hidden: true, perform: (e) => e.openFind() },
  { id: 'shortcuts', group: 'view', icon: IconKeyboard, keys: ['?'], perform: (e) => e.view.getState().set({ dialog: 'shortcuts' }) },
  { id: 'tidy', group: 'view', icon: IconBinaryTree, keys: ['Shift+T'], when: (e) => draft(e).document.flow.nodes.length > 1, perform: (e) => e.canvas.current?.tidy() },
  { id: 'fit', group: 'view', icon: IconArrowsMaximize, keys: ['1'], perform: (e) => e.canvas.current?.fit() },
  { id: 'zoom-reset', group: 'view', icon: IconZoomReset, keys: ['0'], perform: (e) => e.canvas.current?.zoomReset() },
  { id: 'zoom-in', group: 'view', icon: IconZoomIn, keys: ['+', '='], perform: (e) => e.canvas.current?.zoom(1) },
  { id: 'zoom-out', group: 'view', icon: IconZoomOut, keys: ['-'], perform: (e) => e.canvas.current?.zoom(-1) },
  { id: 'toggle-left', group: 'view', icon: IconLayoutSidebar, keys: ['['], perform: toggle('left') },
  { id: 'toggle-right', group: 'view', icon: IconLayoutSidebarRight, keys: [']'], perform: toggle('right') },
  { id: 'toggle-bottom', group: 'view', icon: IconLayoutBottombar, keys: ['\\'], perform: toggle('bottom') },
] // prettier-ignore
