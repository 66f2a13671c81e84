import type { Flow } from '@sluice/flow'
import { Panel, useReactFlow, useStore, type ReactFlowState } from '@xyflow/react'
import { useEffect, useMemo, useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { shallow } from 'zustand/shallow'
import { useDraft } from '../context.ts'
import { CARD } from '../document/add.ts'
import { boundsOf, mapShapes, outline, unite, type Box, type MapShape } from './map-shapes.ts'
import type { CanvasNode } from './card-data.ts'
import classes from './canvas.module.css'

const SIZE = { width: 132, height: 84 }
/** Room around the flow, as a part of the map. */
const MARGIN = 0.06

/** What is seen of the flow, in flow pixels. */
const selectView = ({ transform: [x, y, zoom], width, height }: ReactFlowState): Box => ({
  x: -x / zoom,
  y: -y / zoom,
  width: width / zoom,
  height: height / zoom,
})

/** The part of the flow that the map shows: all of it and what is seen, in the map's proportions. */
function frameOf(flow: Box | undefined, view: Box): Box {
  const all = flow === undefined ? view : unite(flow, view)
  const scale = Math.max(all.width / SIZE.width, all.height / SIZE.height) * (1 + MARGIN)
  const [width, height] = [SIZE.width * scale, SIZE.height * scale]
  return { x: all.x - (width - all.width) / 2, y: all.y - (height - all.height) / 2, width, height }
}

/** The shapes of what is not being dragged; `dragged` are ids between spaces. */
const useStill = (flow: Flow, dragged: string): readonly MapShape[] =>
  useMemo(() => mapShapes(flow, new Set(dragged.split(' '))), [flow, dragged])

/**
 * The flow in small, with what is seen of it; pressing or dragging goes there, the wheel zooms. React Flow's own map asks
 * for every node at every frame; this one draws the nodes that stay as a few shapes.
 */
export function FlowMap({ nodes }: { readonly nodes: readonly CanvasNode[] }) {
  const { t } = useTranslation('editor')
  const { setCenter, getZoom, zoomTo } = useReactFlow()
  const svg = useRef<SVGSVGElement>(null)
  const flow = useDraft((draft) => draft.document.flow)
  const view = useStore(selectView, shallow)
  const dragged = nodes.filter((node) => node.dragging === true)
  const draggedIds = dragged.map((node) => node.id).join(' ')
  const still = useStill(flow, draggedIds)
  const bounds = useMemo(() => boundsOf(flow), [flow])
  const frame = frameOf(bounds, view)

  useEffect(() => {
    const zoom = (event: WheelEvent): void => {
      event.preventDefault()
      void zoomTo(getZoom() * 2 ** (-event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 0.05 : 0.002)))
    }
    const element = svg.current
    element?.addEventListener('wheel', zoom, { passive: false })
    return () => element?.removeEventListener('wheel', zoom)
  }, [getZoom, zoomTo])

  const go = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const at = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height }
    void setCenter(frame.x + at.x * frame.width, frame.y + at.y * frame.height, { zoom: getZoom() })
  }
  return (
    <Panel position="bottom-right" className={classes['minimap'] ?? ''}>
      <svg
        ref={svg}
        {...SIZE}
        viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
        role="img"
        aria-label={t('minimap')}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          go(event)
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && go(event)}
      >
        {still.map(({ group, path }) => (
          <path key={group} d={path} data-group={group} />
        ))}
        {dragged.map((node) => (
          <path
            key={node.id}
            d={outline({ ...node.position, width: node.width ?? CARD.width, height: node.height ?? CARD.height })}
            data-group={node.type === 'card' ? (node.data.definition?.group ?? 'flow') : 'note'}
          />
        ))}
        <path className={classes['unseen'] ?? ''} d={`${outline(frame)}${outline(view)}`} fillRule="evenodd" />
      </svg>
    </Panel>
  )
}
