import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useFormat } from '../../i18n/use-format.ts'
import type { Wire as WireEdge } from './card-data.ts'
import classes from './canvas.module.css'

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
  const format = useFormat()
  const [path, labelX, labelY] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition })
  const role = data?.role ?? 'rows'
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={18}
        className={classes['wire'] ?? ''}
        data-role={role}
        data-moving={data?.moving === true}
        data-selected={selected === true}
      />
      {data?.rows !== undefined && (
        <EdgeLabelRenderer>
          <div
            className={classes['wireRows']}
            data-role={role}
            data-moving={data.moving}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
          >
            {format.compact(data.rows)}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
})
