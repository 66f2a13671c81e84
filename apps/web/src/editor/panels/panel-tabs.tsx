import type { KeyboardEvent, ReactNode } from 'react'
import classes from './panels.module.css'

interface Tab<K extends string> {
  readonly key: K
  readonly label: string
  readonly mark?: ReactNode
}

/** A row of tabs; arrows go from one to the next. Panels are `<id>-<key>-panel`. */
export function PanelTabs<K extends string>({
  id,
  label,
  tabs,
  tab,
  onTab,
}: {
  readonly id: string
  readonly label: string
  readonly tabs: readonly Tab<K>[]
  readonly tab: K
  readonly onTab: (key: K) => void
}) {
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const at = tabs.findIndex((one) => one.key === tab)
    const next = tabs[(at + by + tabs.length) % tabs.length]
    if (next === undefined) return
    onTab(next.key)
    event.currentTarget.querySelector<HTMLElement>(`[id="${id}-${next.key}-tab"]`)?.focus()
  }
  return (
    <div role="tablist" aria-label={label} className={classes['tabs']} data-own-keys onKeyDown={press}>
      {tabs.map((one) => (
        <button
          key={one.key}
          type="button"
          role="tab"
          id={`${id}-${one.key}-tab`}
          aria-selected={one.key === tab}
          aria-controls={`${id}-${one.key}-panel`}
          tabIndex={one.key === tab ? 0 : -1}
          onClick={() => onTab(one.key)}
        >
          {one.label}
          {one.mark}
        </button>
      ))}
    </div>
  )
}
