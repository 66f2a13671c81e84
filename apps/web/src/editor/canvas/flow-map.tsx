import type { Flow } from '@sluice/flow'
import { Panel, useReactFlow, useStore, type ReactFlowState } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { shallow } from 'zustand/shallow'
import { useDraft } from '../context.ts'
import { boundsOf, mapShapes, movedShapes, outline, unite, type Box, type MapShape } from './map-shapes.ts'
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

/** Where a node is that is being dragged. */
interface Dragged {
  readonly id: string
  readonly x: number
  readonly y: number
}

const sameDragged = (a: readonly Dragged[], b: readonly Dragged[]): boolean =>
  a.length === b.length && a.every(({ id, x, y }, i) => id === b[i]?.id && x === b[i].x && y === b[i].y)

/** What is being dragged, in steps of `step` flow pixels: what the map would not show is no change. */
function useDragged(step: number): readonly Dragged[] {
  const select = useCallback(
    ({ nodes }: ReactFlowState): readonly Dragged[] => {
      const rounded = (value: number): number => Math.round(value / step) * step
      return nodes
        .filter((node) => node.dragging === true)
        .map(({ id, position }) => ({ id, x: rounded(position.x), y: rounded(position.y) }))
    },
    [step],
  )
  return useStore(select, sameDragged)
}

/** The shapes of what is not being dragged; `dragged` are ids between spaces. */
const useStill = (flow: Flow, dragged: string): readonly MapShape[] =>
  useMemo(() => mapShapes(flow, new Set(dragged.split(' '))), [flow, dragged])

/**
 * The flow in small, with what is seen of it; pressing or dragging goes there, the wheel zooms. React Flow's own map asks
 * for every node at every frame; this one draws the nodes that stay as a few shapes.
 */
export function FlowMap() {
  const { t } = useTranslation('editor')
  const { setCenter, getZoom, zoomTo } = useReactFlow()
  const svg = useRef<SVGSVGElement>(null)
  const flow = useDraft((draft) => draft.document.flow)
  const view = useStore(selectView, shallow)
  const bounds = useMemo(() => boundsOf(flow), [flow])
  const frame = frameOf(bounds, view)
  const dragged = useDragged(frame.width / SIZE.width / 2)
  const still = useStill(flow, dragged.map((node) => node.id).join(' '))

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
        {movedShapes(flow, dragged).map(({ id, group, path }) => (
          <path key={id} d={path} data-group={group} />
        ))}
        <path className={classes['unseen'] ?? ''} d={`${outline(frame)}${outline(view)}`} fillRule="evenodd" />
      </svg>
    </Panel>
  )
}
