import type { DataType } from '../types.ts'
import { quoteText } from './scalar-quote.ts'
import { printType } from './scalar-type.ts'

const DAY = '\\d{4}-\\d\\d-\\d\\d'
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,6})?)?'
const OFFSET = '(Z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?)'

/** At most `scale` digits after the mark, but for zeros; a decimal of scale 0 takes `12.00`. */
const decimalPattern = (scale: number): string => `[+-]?(\\d+(\\.\\d{0,${scale}}0*)?|\\.\\d{1,${Math.max(scale, 1)}}0*)`

/** What a text must look like before DuckDB's lax cast may read it. White space around it is allowed. */
function pattern(type: DataType): string | undefined {
  switch (type.kind) {
    case 'integer':
      return '[+-]?\\d+'
    case 'decimal':
      return decimalPattern(type.scale)
    case 'float':
      return '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?'
    case 'date':
      return DAY
    case 'time':
      return CLOCK
    case 'datetime':
      return `${DAY}([T ]${CLOCK})?`
    default:
      return undefined
  }
}

/** The text when it matches, else missing; names the value once unless that is free. */
const guarded = (x: string, shape: string, cast: (x: string) => string, cheap: boolean): string =>
  cheap
    ? `CASE WHEN regexp_full_match(${x}, ${quoteText(`\\s*${shape}\\s*`)}) THEN ${cast(x)} END`
    : cast(`nullif(regexp_extract(${x}, ${quoteText(`^\\s*(${shape})\\s*$`)}, 1), '')`)

const castTo =
  (type: DataType) =>
  (x: string): string =>
    `TRY_CAST(${x} AS ${printType(type)})`

const toBoolean = (x: string): string =>
  `CASE lower(trim(${x})) WHEN 'true' THEN true WHEN 'false' THEN false WHEN 'yes' THEN true WHEN 'no' THEN false WHEN '1' THEN true WHEN '0' THEN false END`

/** A local time in the session's zone; missing when the clock skips it there. */
export const localToInstant = (x: string): string =>
  `CASE WHEN CAST(CAST(${x} AS TIMESTAMPTZ) AS TIMESTAMP) = ${x} THEN CAST(${x} AS TIMESTAMPTZ) END`

function toInstant(x: string): string {
  const stamp = `${DAY}[T ]${CLOCK}`
  const seconds = `regexp_replace(trim(${x}), '([T ]\\d\\d:\\d\\d)(Z|[+-])', '\\1:00\\2')`
  const normal = `replace(${seconds}, 'Z', '+00')`
  const local = localToInstant(`TRY_CAST(${x} AS TIMESTAMP)`)
  return (
    `CASE WHEN regexp_full_match(${x}, ${quoteText(`\\s*${stamp}${OFFSET}\\s*`)}) THEN TRY_CAST(${normal} AS TIMESTAMPTZ) ` +
    `WHEN regexp_full_match(${x}, ${quoteText(`\\s*${stamp}\\s*`)}) THEN ${local} END`
  )
}

const toJson = (x: string, type: 'ARRAY' | 'OBJECT'): string =>
  `CASE WHEN json_valid(${x}) THEN CASE WHEN TRY(json_type(${x})) = '${type}' THEN ${x} END END`

/** Strict reading of text. `0x1f`, `1_000`, `1e3` are no whole numbers, and no digit is rounded away. */
export function fromText(x: string, to: DataType, cheap: boolean): string {
  if (to.kind === 'boolean') return toBoolean(x)
  if (to.kind === 'instant') return toInstant(x)
  if (to.kind === 'list') return toJson(x, 'ARRAY')
  if (to.kind === 'record') return toJson(x, 'OBJECT')
  if (to.kind === 'binary') return `encode(${x})`
  const shape = pattern(to)
  if (shape === undefined) return x
  const read = guarded(x, shape, castTo(to), cheap)
  return to.kind === 'float' ? `nullif(nullif(${read}, 'infinity'::DOUBLE), '-infinity'::DOUBLE)` : read
}
