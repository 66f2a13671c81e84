const isMac = (): boolean => typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent)

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** True when a key press is the chord. A single sign (`?`, `+`) is compared as typed, whatever made it. */
export function matchesChord(chord: string, event: KeyPress, mac: boolean = isMac()): boolean {
  const parts = chord.split('+').filter((part) => part !== '')
  const key = chord.endsWith('+') ? '+' : (parts.at(-1) ?? '')
  const has = (name: string): boolean => parts.slice(0, chord.endsWith('+') ? undefined : -1).includes(name)
  const sign = key.length === 1 && !/[A-Za-z0-9]/.test(key)
  if ((mac ? event.metaKey : event.ctrlKey) !== has('Mod')) return false
  if ((mac ? event.ctrlKey : event.metaKey) || event.altKey !== has('Alt')) return false
  if (!sign && event.shiftKey !== has('Shift')) return false
  return event.key.toLowerCase() === key.toLowerCase()
}

const SIGNS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Delete: 'Del' }
const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Delete: '⌫' }

/** The keys of a chord as they stand on the keyboard. */
export function chordKeys(chord: string, mac: boolean = isMac()): readonly string[] {
  const parts = chord.endsWith('+') ? [...chord.split('+').filter((part) => part !== ''), '+'] : chord.split('+')
  return parts.map((part) => (mac ? MAC[part] : part === 'Mod' ? 'Ctrl' : undefined) ?? SIGNS[part] ?? part)
}
