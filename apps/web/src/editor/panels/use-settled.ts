import { useEffect, useRef, useState } from 'react'

/** Milliseconds of quiet before changes that come one after another are tried on the data. */
const QUIET = 180
/** A change that comes so long after the last one stands alone: a choice, a switch, another node. */
const ALONE = 500

/** How long to wait with a change that came so many milliseconds after the one before. */
export const quietAfter = (sinceLast: number): number => (sinceLast >= ALONE ? 0 : QUIET)

/** The text once it has come to rest: a change that stands alone at once, typing when it pauses. */
export function useSettled(text: string | undefined): string | undefined {
  const [settled, setSettled] = useState(text)
  const last = useRef(-Infinity)
  useEffect(() => {
    const now = performance.now()
    const wait = quietAfter(now - last.current)
    last.current = now
    const timer = setTimeout(() => setSettled(text), wait)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
