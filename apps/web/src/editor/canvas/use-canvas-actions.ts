import { useReactFlow, type ReactFlowInstance } from '@xyflow/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useEditor, type CanvasActions, type Editor } from '../context.ts'
import type { CanvasNode, Wire } from './card-data.ts'
import { elkGraph, layOut, tidyEdits } from './tidy.ts'

/** Room around the flow when all of it is shown. */
export const FIT = { maxZoom: 1, padding: 0.12 }

/** Lays the flow out anew, and announces it once everything stands in its place. */
async function tidy({ editor, flow: flowInstance, tidied }: Surroundings): Promise<void> {
  const announce = (announcement: string): void => editor.view.getState().set({ announcement })
  // The same words are only heard again when others were there in between.
  announce('')
  const { document, selection, change } = editor.store.getState()
  const ids = selection.nodes.size > 1 ? selection.nodes : new Set(document.flow.nodes.map((node) => node.id))
  const sizes = new Map(
    flowInstance.getNodes().map((node) => [node.id, { width: node.measured?.width ?? 220, height: node.measured?.height ?? 88 }]),
  )
  const laidOut = await layOut(elkGraph(document.flow, ids, sizes))
  change(tidyEdits(editor.store.getState().document.flow, laidOut))
  await new Promise(requestAnimationFrame)
  if (selection.nodes.size <= 1) await flowInstance.fitView({ ...FIT, duration: 200 })
  announce(tidied())
}

interface Surroundings {
  readonly editor: Editor
  readonly flow: ReactFlowInstance<CanvasNode, Wire>
  readonly frame: () => HTMLElement | null
  /** What is said of a flow that was laid out anew. */
  readonly tidied: () => string
}

function actions(surroundings: Surroundings): CanvasActions {
  const { editor, flow, frame } = surroundings
  const cardOf = (id: string) => frame()?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
  const show = (id: string): void => {
    const [box, area] = [cardOf(id)?.getBoundingClientRect(), frame()?.getBoundingClientRect()]
    const seen =
      box !== undefined &&
      area !== undefined &&
      box.left >= area.left &&
      box.right <= area.right &&
      box.top >= area.top &&
      box.bottom <= area.bottom
    const node = flow.getNode(id) ?? editor.store.getState().document.flow.nodes.find((one) => one.id === id)
    // Seen also means large enough to read.
    if ((!seen || flow.getZoom() < 0.5) && node !== undefined)
      void flow.setCenter(node.position.x + 110, node.position.y + 44, { zoom: Math.max(flow.getZoom(), 0.7), duration: 200 })
  }
  return {
    fit: () => void flow.fitView({ ...FIT, duration: 200 }),
    zoom: (by) => void (by === 1 ? flow.zoomIn() : flow.zoomOut()),
    zoomReset: () => void flow.zoomTo(1),
    tidy: () => void tidy(surroundings),
    sizeOf: (id) => {
      const { width, height } = flow.getNode(id)?.measured ?? {}
      return width === undefined || height === undefined ? undefined : { width, height }
    },
    goTo: (id) => {
      cardOf(id)?.focus({ preventScroll: true })
      show(id)
    },
    show,
    middle: () => {
      const box = frame()?.getBoundingClientRect()
      const client = { x: (box?.left ?? 0) + (box?.width ?? 800) / 2, y: (box?.top ?? 0) + (box?.height ?? 600) / 2 }
      const middle = flow.screenToFlowPosition(client)
      return { client, place: { x: middle.x - 110, y: middle.y - 44 } }
    },
    place: (client) => flow.screenToFlowPosition({ ...client }),
  }
}

/** Puts what the canvas can do into the editor while it is on the page. */
export function useCanvasActions(frame: { readonly current: HTMLElement | null }): void {
  const editor = useEditor()
  const flow = useReactFlow<CanvasNode, Wire>()
  const { t } = useTranslation('editor')
  useEffect(
    () => editor.canvas.put(actions({ editor, flow, frame: () => frame.current, tidied: () => t('tidied') })),
    [editor, flow, frame, t],
  )
}
