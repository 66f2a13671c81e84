import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './panels.module.css'

interface Limits {
  readonly initial: number
  readonly least: number
  readonly most: number
}

const clamp = (size: number, { least, most }: Limits): number => Math.max(least, Math.min(most, Math.round(size)))

const remembered = (key: string, limits: Limits): number => {
  try {
    const size = Number(localStorage.getItem(key))
    return Number.isFinite(size) && size > 0 ? clamp(size, limits) : limits.initial
  } catch {
    return limits.initial
  }
}

/** The size of a panel in pixels, remembered in this browser. */
export function usePanelSize(name: string, limits: Limits): readonly [number, (size: number) => void] {
  const key = `sluice.panel.${name}`
  const [size, setSize] = useState(() => remembered(key, limits))
  return [
    size,
    (next) => {
      const fit = clamp(next, limits)
      setSize(fit)
      try {
        localStorage.setItem(key, String(fit))
      } catch {
        // Only this visit then.
      }
    },
  ]
}

/** The line between the canvas and a panel: dragged, or moved with the arrow keys. `side` is where the panel is. */
export function Splitter({
  side,
  size,
  onSize,
  limits,
  label,
}: {
  readonly side: 'left' | 'right' | 'bottom'
  readonly size: number
  readonly onSize: (size: number) => void
  readonly limits: Limits
  readonly label: string
}) {
  const { t } = useTranslation('editor')
  const grows = side === 'left' ? 1 : -1
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    onSize(size + grows * (side === 'bottom' ? event.movementY : event.movementX))
  }
  const press = (event: KeyboardEvent): void => {
    const [less, more] =
      side === 'bottom' ? ['ArrowDown', 'ArrowUp'] : side === 'left' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft']
    if (event.key !== less && event.key !== more) return
    event.preventDefault()
    onSize(size + (event.key === more ? 24 : -24))
  }
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={t('resize', { panel: label })}
      aria-orientation={side === 'bottom' ? 'horizontal' : 'vertical'}
      aria-valuenow={size}
      aria-valuemin={limits.least}
      aria-valuemax={limits.most}
      className={classes['splitter']}
      data-side={side}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
      onDoubleClick={() => onSize(limits.initial)}
    />
  )
}
