import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

/** Says that there is nothing yet, and offers the next step. */
export function EmptyState({
  icon: Glyph,
  title,
  text,
  children,
}: {
  readonly icon: Icon
  readonly title: string
  readonly text: string
  readonly children?: ReactNode
}) {
  // prettier-ignore
  return (
    <div className={classes['notice']}>
      <Glyph size={28} stroke={1.4} aria-hidden />
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  )
}
