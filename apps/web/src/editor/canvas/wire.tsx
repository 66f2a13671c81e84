import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useFormat } from '../../i18n/use-format.ts'
import type { Wire as WireEdge, WireData } from './card-data.ts'
import classes from './canvas.module.css'

function Rows({ data, x, y }: { readonly data: WireData; readonly x: number; readonly y: number }) {
  const format = useFormat()
  if (data.rows === undefined) return null
  return (
    <EdgeLabelRenderer>
      <div
        className={classes['wireRows']}
        data-role={data.role}
        data-moving={data.moving}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {format.compact(data.rows)}
      </div>
    </EdgeLabelRenderer>
  )
}

/** A connection with the number of rows that went over it; it moves while the run is on. */
export const Wire = memo(function Wire({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  data,
  selected,
}: EdgeProps<WireEdge>) {
  const [path, labelX, labelY] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition })
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={18}
        className={classes['wire'] ?? ''}
        data-role={data?.role ?? 'rows'}
        data-moving={data?.moving === true}
        data-selected={selected === true}
      />
      {data?.rows !== undefined && <Rows data={data} x={labelX} y={labelY} />}
    </>
  )
})
