import type { Editor } from '../context.ts'
import type { Command } from './command.ts'
import { arrangeCommands } from './arrange-commands.ts'
import { editCommands } from './edit-commands.ts'
import { flowCommands } from './flow-commands.ts'
import { selectCommands } from './select-commands.ts'

/** Everything that can be done in the editor, in the order of menus. */
export const commands: readonly Command[] = [...flowCommands, ...editCommands, ...arrangeCommands, ...selectCommands]

const byId = new Map(commands.map((command) => [command.id, command]))

export function command(id: string): Command {
  const found = byId.get(id)
  if (found === undefined) throw new Error(`no command ${id}`)
  return found
}

/** Does it when it can be done; tells whether it did. */
export function perform(editor: Editor, { when, perform: act }: Command): boolean {
  if (when !== undefined && !when(editor)) return false
  act(editor)
  return true
}
