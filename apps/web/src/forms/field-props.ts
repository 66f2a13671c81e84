import type { Field } from '@sluice/catalog'
import type { Path } from './form-host.ts'

/** What every kind of field control is given. */
export interface FieldProps<F extends Field = Field> {
  readonly field: F
  readonly path: Path
  readonly value: unknown
  /** The whole level of settings that the field stands in. */
  readonly label: string
  readonly help: string
  /** Text of the worst problem at this place. */
  readonly error: string | undefined
}
