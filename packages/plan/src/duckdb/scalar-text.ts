import { constantText } from '../functions/definition.ts'
import { at, isCheap, plain, infix, type Printer } from './scalar-printer.ts'
import { quoteText } from './scalar-quote.ts'

const ASCII_SPACES = ' \t\n\v\f\r'
/** White space of Unicode (White_Space=yes), the byte order mark and the zero-width space. */
const SPACES = `${ASCII_SPACES}\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF`
/** All of them but the plain space. */
const ODD_SPACES = '\\t\\n\\x0B\\f\\r\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200B}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}'
const SPACE_CLASS = `[ ${ODD_SPACES}]`

/** Names a character of the printed SQL by itself, with no escape that DuckDB's parser lacks. */
const spaces = quoteText(SPACES)

const outerSpace = quoteText(`^${SPACE_CLASS}|${SPACE_CLASS}$`)

/**
 * Most texts begin and end with a printable ASCII sign and stay as they are, which is found out faster than DuckDB trims.
 * A text of plain ASCII has as many bytes as characters; that test is far cheaper than the Unicode set,
 * and looking at the ends of another text is cheaper than trimming it.
 */
const trim: Printer = (call) => {
  const x = at(call, 0)
  if (!isCheap(call.scalars[0])) return `CASE WHEN regexp_matches(${x}, ${outerSpace}) THEN trim(${x}, ${spaces}) ELSE ${x} END`
  return (
    `CASE WHEN ${x} BETWEEN '!' AND '~' AND regexp_matches(${x}, '[!-~]\\z') THEN ${x} ` +
    `WHEN strlen(${x}) = length(${x}) THEN trim(${x}, ${quoteText(ASCII_SPACES)}) ` +
    `WHEN regexp_matches(${x}, ${outerSpace}) THEN trim(${x}, ${spaces}) ELSE ${x} END`
  )
}

/** Text with nothing but single plain spaces is left as it is, which is found out faster than rewritten. */
const collapse: Printer = (call) => {
  const x = at(call, 0)
  const rewritten = `regexp_replace(${x}, ${quoteText(`${SPACE_CLASS}+`)}, ' ', 'g')`
  return isCheap(call.scalars[0])
    ? `CASE WHEN regexp_matches(${x}, ${quoteText(`  |[${ODD_SPACES}]`)}) THEN ${rewritten} ELSE ${x} END`
    : rewritten
}

const FULL = Array.from({ length: 94 }, (_, i) => String.fromCodePoint(0xff01 + i)).join('') + '\u3000'
const HALF = Array.from({ length: 94 }, (_, i) => String.fromCodePoint(0x21 + i)).join('') + ' '

/** Only a text with a full-width sign in it is translated, as that takes long. */
const narrow = (x: string): string =>
  `CASE WHEN regexp_matches(${x}, '[\\x{FF01}-\\x{FF5E}\\x{3000}]') THEN translate(${x}, ${quoteText(FULL)}, ${quoteText(HALF)}) ELSE ${x} END`

const toHalfWidth: Printer = (call) => narrow(at(call, 0))

const title: Printer = (call) =>
  `array_to_string(list_transform(regexp_extract_all(lower(${at(call, 0)}), ${quoteText("\\p{L}[\\p{L}\\p{M}\\p{N}'’]*|[^\\p{L}]+")}), lambda w: upper(w[1]) || w[2:]), '')`

const pad =
  (name: 'lpad' | 'rpad'): Printer =>
  (call) => {
    const [x, n, filler] = [at(call, 0), at(call, 1), call.args[2] ?? "' '"]
    return `CASE WHEN length(${x}) >= ${n} THEN ${x} ELSE ${name}(${x}, CAST(${n} AS INTEGER), ${filler}) END`
  }

/** E.164 without a directory of numbering plans: digits, a plus or 00, the given country code for national numbers. */
const phone: Printer = (call) => {
  const code = constantText(call.scalars[1]) ?? ''
  const compact = `regexp_replace(${narrow(at(call, 0))}, '[\\s().·\\-–—/]', '', 'g')`
  const found = (prefix: string, shape: string): string => `'${prefix}' || nullif(regexp_extract(${compact}, '^${shape}$', 1), '')`
  const [abroad, coded, home] = ['(?:\\+|00)([1-9]\\d{7,14})', `(${code}\\d{10,12})`, '0?([1-9]\\d{5,12})']
  return `coalesce(${found('+', abroad)}, ${found('+', coded)}, ${found(`+${code}`, home)})`
}

const extract: Printer = (call) => {
  const [x, pattern] = [at(call, 0), at(call, 1)]
  return `CASE WHEN regexp_matches(${x}, ${pattern}) THEN regexp_extract(${x}, ${pattern}, ${constantText(call.scalars[2]) ?? '0'}) END`
}

/** DuckDB's printing of the functions over text. */
export const textPrinters: Readonly<Record<string, Printer>> = {
  trim,
  trim_all: (call) => `trim(${collapse(call)})`,
  collapse_spaces: collapse,
  upper: plain('upper'),
  lower: plain('lower'),
  title,
  sentence: (call) => `(upper(${at(call, 0)}[1]) || lower(${at(call, 0)}[2:]))`,
  length: plain('length'),
  left: (call) => `left(${at(call, 0)}, greatest(${at(call, 1)}, 0))`,
  right: (call) => `right(${at(call, 0)}, greatest(${at(call, 1)}, 0))`,
  substring: plain('substring'),
  replace: plain('replace'),
  replace_regex: (call) => `regexp_replace(${call.args.join(', ')}, 'g')`,
  matches_regex: plain('regexp_matches'),
  extract_regex: extract,
  contains: plain('contains'),
  starts_with: plain('starts_with'),
  ends_with: plain('ends_with'),
  concat: plain('concat'),
  split_part: (call) => `split_part(${at(call, 0)}, ${at(call, 1)}, ${at(call, 2)})`,
  pad_left: pad('lpad'),
  pad_right: pad('rpad'),
  to_half_width: toHalfWidth,
  nfc: plain('nfc_normalize'),
  digits_only: (call) => `regexp_replace(${narrow(at(call, 0))}, '[^0-9]', '', 'g')`,
  phone_e164: phone,
  like: infix('LIKE'),
  join: infix('||'),
}
