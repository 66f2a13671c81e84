import type { Icon } from '@tabler/icons-react'
import type { Editor } from '../context.ts'

export type CommandGroup = 'edit' | 'arrange' | 'select' | 'view' | 'flow' | 'move'

/** Something a person can do, in one record that feeds the menus, the shortcuts, the search for anything and the list of shortcuts. */
export interface Command {
  /** Also the key of its label: `editor:commands.<id>`. */
  readonly id: string
  readonly group: CommandGroup
  readonly icon?: Icon
  /** Key chords such as `Mod+Shift+Z`; `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys?: readonly string[]
  /** The browser raises it by itself (copy, paste), so the keys are only shown. */
  readonly native?: boolean
  /** Holds also while a text is being typed. */
  readonly always?: boolean
  /** Left out of the search for anything. */
  readonly hidden?: boolean
  /** Whether it can be done now; absent means always. */
  readonly when?: (editor: Editor) => boolean
  readonly perform: (editor: Editor) => void
}
