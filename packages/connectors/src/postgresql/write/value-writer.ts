import { ConnectorError } from '@sluice/engine/connector'
import type { DataType } from '@sluice/plan'
import { TYPE_IDS } from '../types.ts'
import { arrayLiteral } from './array-literal.ts'
import type { TargetColumn } from './describe-target.ts'

/** Why a value is not given to the database, which would change it without a word. */
export interface Refusal {
  readonly code: string
}
/** Brings a text into the form that the column reads, or refuses it. */
export type ValueWriter = (text: string) => string | Refusal

const WOULD_ROUND: Refusal = { code: 'value-would-round' }
const WOULD_LOSE_TIME: Refusal = { code: 'value-would-lose-time' }
const HAS_ZONE: Refusal = { code: 'value-has-zone' }
const LACKS_ZONE: Refusal = { code: 'value-lacks-zone' }
const NOT_A_LIST: Refusal = { code: 'value-not-a-list' }

const OFFSET = /\d:\d\d(?::\d\d)?(?:\.\d+)?\s*(?:Z|[+-]\d{1,2}(?::?\d\d)?|[A-Za-z][A-Za-z_/]*)$/
const CLOCK = /\d:\d\d/
const MICROSECONDS = 6

/** Digits behind the mark that are not zeros at the end; exponents counted in. */
function fractionDigits(text: string): number {
  const match = /^\s*[+-]?\d*(?:\.(\d*?)0*)?(?:[eE]([+-]?\d+))?\s*$/.exec(text)
  return match === null ? 0 : Math.max(0, (match[1]?.length ?? 0) - Number(match[2] ?? 0))
}

const secondsDigits = (text: string): number => /:\d\d\.(\d*?)0*(?:\D|$)/.exec(text)?.[1]?.length ?? 0

function integerWriter(input: DataType): ValueWriter | undefined {
  if (input.kind === 'integer') return undefined
  // `12.00` is a whole number; anything else behind the mark is for the database to refuse.
  return (text) => text.replace(/^(\s*[+-]?\d+)\.0*\s*$/, '$1')
}

function numericWriter(input: DataType, modifier: number): ValueWriter | undefined {
  if (modifier < 0) return undefined
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024
  if (input.kind === 'integer' && scale >= 0) return undefined
  if (input.kind === 'decimal' && input.scale <= scale) return undefined
  return (text) => (fractionDigits(text) > scale ? WOULD_ROUND : text)
}

function floatWriter(input: DataType): ValueWriter | undefined {
  if (input.kind !== 'integer') return undefined
  return (text) => (Number.isFinite(Number(text)) && BigInt(Number(text)) === BigInt(text) ? text : WOULD_ROUND)
}

/** Seconds have at most as many digits as the column keeps. */
const seconds = (modifier: number, then: ValueWriter): ValueWriter => {
  const most = modifier < 0 ? MICROSECONDS : modifier
  return (text) => (secondsDigits(text) > most ? WOULD_ROUND : then(text))
}

/** Two kinds of point in time that differ by a zone nobody has named. */
function unfit(input: DataType, column: TargetColumn): never {
  throw new ConnectorError('target-type-unfit', { column: column.name, from: input.kind, to: column.type })
}

function momentWriter(input: DataType, column: TargetColumn): ValueWriter | undefined {
  const { oid, modifier } = column
  const zoned = oid === TYPE_IDS.timestamptz
  if (zoned && (input.kind === 'datetime' || input.kind === 'date')) return unfit(input, column)
  if (!zoned && input.kind === 'instant') return unfit(input, column)
  if (oid === TYPE_IDS.date) {
    if (input.kind === 'date') return undefined
    return (text) => (OFFSET.test(text) ? HAS_ZONE : CLOCK.test(text) && !/\b0?0:00(?::00(?:\.0+)?)?$/.test(text) ? WOULD_LOSE_TIME : text)
  }
  if (input.kind !== 'text') return modifier < 0 ? undefined : seconds(modifier, (text) => text)
  if (zoned) return seconds(modifier, (text) => (OFFSET.test(text) || /^-?infinity$/i.test(text.trim()) ? text : LACKS_ZONE))
  return seconds(modifier, (text) => (OFFSET.test(text) ? HAS_ZONE : text))
}

/** What has to happen to texts of one type before a column of the target reads them; undefined: nothing. */
export function valueWriter(input: DataType, column: TargetColumn): ValueWriter | undefined {
  if (column.array && input.kind === 'list') return (text) => arrayLiteral(text) ?? NOT_A_LIST
  switch (column.oid) {
    case TYPE_IDS.int2:
    case TYPE_IDS.int4:
    case TYPE_IDS.int8:
      return integerWriter(input)
    case TYPE_IDS.numeric:
      return numericWriter(input, column.modifier)
    case TYPE_IDS.float4:
    case TYPE_IDS.float8:
      return floatWriter(input)
    case TYPE_IDS.bytea:
      return input.kind === 'binary' ? (text) => `\\x${Buffer.from(text).toString('hex')}` : undefined
    case TYPE_IDS.date:
    case TYPE_IDS.time:
    case TYPE_IDS.timestamp:
    case TYPE_IDS.timestamptz:
      return momentWriter(input, column)
    default:
      return undefined
  }
}
