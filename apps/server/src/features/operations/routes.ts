import { type HandlersOf } from '../../http/mount.ts'

/** Workers, queue and room for outputs. */
export const operationsHandlers = (): HandlersOf<'readOperations'> => ({
  readOperations: ({ workspace }) => workspace.operations(),
})
