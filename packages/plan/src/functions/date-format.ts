/** One piece of a date format in people's notation. */
export type FormatPart = { readonly field: DateField } | { readonly text: string }

/** `MMM`/`MMMM` are English month names, `a` is AM/PM, `XXX` an offset such as +08:00 or Z. */
export const DATE_FIELDS = ['yyyy', 'yy', 'MMMM', 'MMM', 'MM', 'M', 'dd', 'd', 'EEEE', 'EEE', 'HH', 'H', 'hh', 'h', 'mm', 'm', 'ss', 's', 'SSSSSS', 'SSS', 'a', 'XXX'] as const // prettier-ignore
export type DateField = (typeof DATE_FIELDS)[number]

/** Whole numbers since 1899-12-30, as spreadsheets store dates. */
export const EXCEL = 'excel'

export type ParsedFormat = { readonly parts: readonly FormatPart[] } | { readonly unknown: string }

/**
 * Takes a format such as `yyyy年M月d日 HH:mm` or `dd/MM/yyyy'T'HH:mm` apart.
 * Letters must be fields or quoted, but for T and Z; everything else stands for itself (the notation of Unicode TR 35).
 */
export function parseDateFormat(format: string): ParsedFormat {
  const parts: FormatPart[] = []
  let rest = format
  while (rest !== '') {
    const quoted = /^'((?:[^']|'')*)'/.exec(rest)
    const field = DATE_FIELDS.find((f) => rest.startsWith(f))
    if (quoted !== null) {
      parts.push({ text: quoted[0] === "''" ? "'" : (quoted[1] ?? '').replaceAll("''", "'") })
      rest = rest.slice(quoted[0].length)
    } else if (field !== undefined) {
      parts.push({ field })
      rest = rest.slice(field.length)
    } else {
      const char = /^./su.exec(rest)?.[0] ?? rest
      const letters = /^[A-Za-z]+/.exec(rest)?.[0]
      if (letters !== undefined && !/^[TZ]/.test(letters)) return { unknown: letters }
      parts.push({ text: char })
      rest = rest.slice(char.length)
    }
  }
  return { parts }
}

const DATE_PARTS: ReadonlySet<string> = new Set(['yyyy', 'yy'])
const TIME_PARTS: ReadonlySet<string> = new Set(['HH', 'H', 'hh', 'h'])

/** Why a format can't be read with: an unknown letter, a repeated field, or nothing of what the kind needs. */
export function readFormatProblem(format: string, kind: 'date' | 'time' | 'datetime' | 'instant'): string | undefined {
  if (format === EXCEL) return kind === 'time' || kind === 'instant' ? format : undefined
  const parsed = parseDateFormat(format)
  if ('unknown' in parsed) return parsed.unknown
  const fields = parsed.parts.flatMap((p) => ('field' in p ? [p.field] : []))
  const initials = fields.map((f) => f.slice(0, 1))
  const has = (set: ReadonlySet<string>): boolean => fields.some((f) => set.has(f))
  if (new Set(initials).size !== initials.length) return format
  if (initials.includes('E') || (initials.includes('X') && kind !== 'instant')) return format
  const twelve = fields.includes('h') || fields.includes('hh')
  if (twelve !== fields.includes('a')) return format
  const date = has(DATE_PARTS) && initials.includes('M') && initials.includes('d')
  if (kind !== 'time' && !date) return format
  if (kind === 'time' && (!has(TIME_PARTS) || initials.includes('y') || initials.includes('M') || initials.includes('d'))) return format
  return undefined
}
