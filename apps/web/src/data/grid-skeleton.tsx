import { Skeleton } from '@mantine/core'
import classes from './panel.module.css'

/** The grey shape of a grid that is loading. */
export function GridSkeleton() {
  return (
    <div className={classes['skeleton']} aria-busy>
      {Array.from({ length: 40 }, (_none, index) => (
        <Skeleton key={index} height={14} />
      ))}
    </div>
  )
}
