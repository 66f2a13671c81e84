import { planFlow, referenceProblems } from '@sluice/catalog'
import { useEffect } from 'react'
import { useDraft, useEditor } from '../context.ts'
import { useKnownNames } from './known-names.ts'
import { planning } from './planning.ts'

/** Milliseconds of quiet before the columns and problems are worked out anew. */
const QUIET = 120

/** Keeps the view's columns and problems up with the flow. */
export function usePlanning(zone: string): void {
  const { view } = useEditor()
  const flow = useDraft((draft) => draft.document.flow)
  const known = useKnownNames()
  useEffect(() => {
    const work = (): void => {
      const { ports, problems } = planFlow(flow, { zone, now: new Date().toISOString() })
      const missing = known === undefined ? [] : referenceProblems(flow, known)
      view.getState().set({ planning: planning(flow, { ports, problems: [...problems, ...missing] }) })
    }
    if (view.getState().planning.flow === undefined) {
      work()
      return
    }
    const timer = setTimeout(work, QUIET)
    return () => clearTimeout(timer)
  }, [flow, known, view, zone])
}
