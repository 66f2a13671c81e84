import type { ReactNode } from 'react'
import { titleWhenCut } from './title-when-cut.ts'
import classes from './chip.module.css'

export type Tone = 'ok' | 'warn' | 'bad' | 'run' | 'mute'

/** A small coloured label; colour is kept for status, `mute` is for everything else. */
export function Chip({ tone = 'mute', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={classes['chip']} data-tone={tone} onMouseEnter={titleWhenCut}>
      {children}
    </span>
  )
}
