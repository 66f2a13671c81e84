import type { Problem } from '@sluice/flow'
import type { Column, ExpressionParameter } from '@sluice/plan'
import { createContext, use } from 'react'

export type Path = readonly (string | number)[]

/** What the fields of a form need to know of the world around the node. Plain data and callbacks: a form knows no store. */
export interface FormHost {
  /** Where the texts of the fields are in the catalogue, e.g. `nodes.source.csv`. */
  readonly texts: string
  readonly problems: readonly Problem[]
  /** All settings of the node, for a field that depends on another. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** The columns that arrive at an input. */
  readonly columns: (port: string) => readonly Column[]
  readonly parameters: readonly ExpressionParameter[]
  readonly zone: string
  /** Sets the value at a place. `typing` joins changes of one field into one step of undo. */
  readonly change: (path: Path, value: unknown, typing: boolean) => void
  /** Ends typing in a field. */
  readonly settle: () => void
  /** Detects the settings from the data; absent when the node can't. `path` is a file just chosen. */
  readonly detect?: { readonly busy: boolean; readonly error: unknown; readonly run: (path?: string) => void }
  /** The field that asked for attention, by its place. */
  readonly focus?: Path
}

export const FormHostContext = createContext<FormHost | undefined>(undefined)

/** The surroundings of a field; only inside a form. */
export function useFormHost(): FormHost {
  const host = use(FormHostContext)
  if (host === undefined) throw new Error('outside of a form')
  return host
}
