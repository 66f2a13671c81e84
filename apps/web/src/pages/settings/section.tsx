import { useEffect, useRef, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import classes from './settings.module.css'

/** One titled part of the settings; an address with its id scrolls to it. */
export function Section({
  id,
  title,
  text,
  children,
}: {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}) {
  const section = useRef<HTMLElement>(null)
  const { hash } = useLocation()
  useEffect(() => {
    if (hash === `#${id}`) section.current?.scrollIntoView({ block: 'start' })
  }, [hash, id])
  return (
    <section ref={section} id={id} aria-labelledby={`${id}-title`} className={classes['section']}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p>{text}</p>
      {children}
    </section>
  )
}
