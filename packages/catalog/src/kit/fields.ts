/**
 * The fields of a node's settings. The schema is the form: each field is plain data from which come the
 * form control, the validation and (by inference) the TypeScript type of the config.
 * Labels and help live in the locale files: `nodes.<type>.fields.<name>.label|help`,
 * options of a choice: `nodes.<type>.fields.<name>.options.<option>`.
 */
interface Common {
  /** Shown (and required) only when another field of the same level has one of these values. */
  readonly when?: { readonly field: string; readonly is: readonly (string | boolean)[] }
  /** A value must be given. Default: true for `file`, `column`, `expression`; otherwise as the maker says. */
  readonly required?: boolean
  /** Shown under "More settings". */
  readonly advanced?: boolean
}

export interface TextField extends Common {
  readonly kind: 'text'
  readonly default: string
  readonly maxLength: number
  /** `${parameter}` is filled in; `beside`: its name is checked, and the text stays as it is, for its value travels beside it. */
  readonly template?: boolean | 'beside'
  /** The control offers tables: those of the connection that a field of the node names, as a kind of source lists them. */
  readonly tables?: { readonly connection: string; readonly source: string }
  readonly multiline?: boolean
  /** Shown in the mono face, white space kept. */
  readonly code?: boolean
  /** Suggested values for the control. */
  readonly suggestions?: readonly string[]
}
export interface NumberField extends Common {
  readonly kind: 'number'
  readonly default: number | null
  readonly min?: number
  readonly max?: number
  readonly integer: boolean
}
export interface BooleanField extends Common {
  readonly kind: 'boolean'
  readonly default: boolean
}
export interface ChoiceField<O extends string = string> extends Common {
  readonly kind: 'choice'
  readonly options: readonly O[]
  readonly default: O
}
/** A relative POSIX path under the host's root. `write` is a file to be made. */
export interface FileField extends Common {
  readonly kind: 'file'
  readonly default: string
  readonly write: boolean
  readonly accept: readonly string[]
  readonly template?: boolean
}
/** The name of a column that arrives at `port`. */
export interface ColumnField extends Common {
  readonly kind: 'column'
  readonly default: string
  readonly port: string
  /** May name a column that does not exist yet. */
  readonly free?: boolean
}
export interface ColumnsField extends Common {
  readonly kind: 'columns'
  readonly default: readonly string[]
  readonly port: string
}
export interface ExpressionField extends Common {
  readonly kind: 'expression'
  readonly default: string
  readonly port: string
  readonly result: 'any' | 'boolean'
}
/** Holds `{ "secret": "<name>" }` or null. A literal is a problem. */
export interface SecretField extends Common {
  readonly kind: 'secret'
  readonly default: null
}
/** Holds `{ "connection": "<name>" }` or null. */
export interface ConnectionField extends Common {
  readonly kind: 'connection'
  /** The type of connection that is meant, as the registry of connection types names it. */
  readonly type: string
  readonly default: null
}
/** A data type as `formatType` writes it. */
export interface TypeField extends Common {
  readonly kind: 'type'
  readonly default: string
}
export interface StringsField extends Common {
  readonly kind: 'strings'
  readonly default: readonly string[]
  readonly suggestions?: readonly string[]
}
/** A list of records, each with its own fields. */
export interface ItemsField<F extends Fields = Fields> extends Common {
  readonly kind: 'items'
  readonly fields: F
  readonly default: readonly unknown[]
  readonly min: number
}
/** A grid of text cells with named columns, typed or pasted by a person. */
export interface TableField extends Common {
  readonly kind: 'table'
  readonly default: TableValue
}
/** The columns of a source with their types, filled in by a probe, editable. */
export interface SchemaField extends Common {
  readonly kind: 'schema'
  readonly default: readonly SchemaColumn[]
}

export interface TableValue {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}
export interface SchemaColumn {
  /** The name in the source: header, JSON path inside the record (`a.b`), XML path (`a/b`, `@id`). */
  readonly source: string
  /** The name that leaves the node. */
  readonly name: string
  readonly type: string
  /** For dates and numbers: the format to read, when not ISO. */
  readonly format?: string
}
export interface SecretValue {
  readonly secret: string
}
export interface ConnectionValue {
  readonly connection: string
}

export type Field =
  | TextField | NumberField | BooleanField | ChoiceField | FileField | ColumnField | ColumnsField | ExpressionField
  | SecretField | ConnectionField | TypeField | StringsField | ItemsField | TableField | SchemaField // prettier-ignore

export interface Fields {
  readonly [name: string]: Field
}

/** The TypeScript type of the value of one field. */
export type ValueOf<F extends Field> =
  F extends ChoiceField<infer O> ? O
  : F extends TextField | FileField | ColumnField | ExpressionField | TypeField ? string
  : F extends NumberField ? (F['default'] extends number ? number : number | null)
  : F extends BooleanField ? boolean
  : F extends ColumnsField | StringsField ? readonly string[]
  : F extends SecretField ? SecretValue | null
  : F extends ConnectionField ? ConnectionValue | null
  : F extends ItemsField<infer I> ? readonly ConfigOf<I>[]
  : F extends TableField ? TableValue
  : F extends SchemaField ? readonly SchemaColumn[]
  : never // prettier-ignore

/** The TypeScript type of a node's config. */
export type ConfigOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> }

type Options<F> = Partial<Omit<F, 'kind'>>

export const text = (o: Options<TextField> = {}): TextField => ({ kind: 'text', default: '', maxLength: 10_000, ...o })
export const number = (o: Options<Omit<NumberField, 'default'>> & { default: number }): NumberField & { default: number } => ({
  kind: 'number',
  integer: true,
  ...o,
})
export const optionalNumber = (o: Options<Omit<NumberField, 'default'>> = {}): NumberField & { default: null } => ({
  kind: 'number',
  integer: true,
  ...o,
  default: null,
})
export const boolean = (value: boolean, o: Options<Omit<BooleanField, 'default'>> = {}): BooleanField => ({
  kind: 'boolean',
  default: value,
  ...o,
})
export const choice = <const O extends string>(options: readonly O[], value: NoInfer<O>, o: Partial<Common> = {}): ChoiceField<O> => ({
  kind: 'choice',
  options,
  default: value,
  ...o,
})
export const file = (o: Options<FileField> = {}): FileField => ({
  kind: 'file',
  default: '',
  write: false,
  accept: [],
  required: true,
  template: true,
  ...o,
})
export const column = (o: Options<ColumnField> = {}): ColumnField => ({ kind: 'column', default: '', port: 'rows', required: true, ...o })
export const columns = (o: Options<ColumnsField> = {}): ColumnsField => ({ kind: 'columns', default: [], port: 'rows', ...o })
export const expression = (o: Options<ExpressionField> = {}): ExpressionField => ({
  kind: 'expression',
  default: '',
  port: 'rows',
  result: 'any',
  required: true,
  ...o,
})
export const secret = (o: Partial<Common> = {}): SecretField => ({ kind: 'secret', default: null, ...o })
export const connection = (type: string, o: Partial<Common> = {}): ConnectionField => ({
  kind: 'connection',
  type,
  default: null,
  required: true,
  ...o,
})
export const dataType = (value = 'text', o: Partial<Common> = {}): TypeField => ({ kind: 'type', default: value, ...o })
export const strings = (o: Options<StringsField> = {}): StringsField => ({ kind: 'strings', default: [], ...o })
export const items = <F extends Fields>(
  fields: F,
  o: Partial<Omit<ItemsField<F>, 'kind' | 'fields' | 'default'>> & { default?: readonly ConfigOf<F>[] } = {},
): ItemsField<F> => ({ kind: 'items', fields, min: 0, default: [], ...o })
export const table = (o: Options<TableField> = {}): TableField => ({ kind: 'table', default: { columns: ['column_1'], rows: [] }, ...o })
export const schema = (o: Options<SchemaField> = {}): SchemaField => ({ kind: 'schema', default: [], ...o })
