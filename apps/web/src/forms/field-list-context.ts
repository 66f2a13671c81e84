import type { Config, Fields } from '@sluice/catalog'
import { createContext, type ComponentType, type ReactNode } from 'react'
import type { Path } from './form-host.ts'

/** One level of settings to draw. */
export interface FieldListProps {
  readonly fields: Fields
  readonly config: Config
  /** Where the level stands; absent for the node's own. */
  readonly at?: Path
  /** Stands above the fields that are folded away. */
  readonly children?: ReactNode
}

/** How a level is drawn: a list of items holds levels, and a level holds lists; through here neither imports the other. */
export const FieldListContext = createContext<ComponentType<FieldListProps> | undefined>(undefined)
