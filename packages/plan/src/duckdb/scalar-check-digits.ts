import { at, isCheap, type Printer } from './scalar-printer.ts'
import { quoteText } from './scalar-quote.ts'

/** Prints a test that names its text often: what is not a column is computed once and bound to a name. */
const bound =
  (print: (x: string) => string): Printer =>
  (call) =>
    isCheap(call.scalars[0]) ? print(at(call, 0)) : `list_transform([${at(call, 0)}], lambda t: ${print('t')})[1]`

/** Checks the shape first, so that the figures are only worked out where they exist. Missing stays missing. */
const shaped = (x: string, shape: string, holds: string): string =>
  `(CASE WHEN regexp_full_match(${x}, ${quoteText(shape)}) THEN ${holds} WHEN ${x} IS NULL THEN NULL ELSE false END)`

/** Characters of an IBAN by country (ISO 13616, registry of SWIFT). Of a country that is not listed any length is taken. */
const IBAN_LENGTHS: Readonly<Record<number, string>> = {
  15: 'NO', 16: 'BE', 18: 'DK FI FK FO GL NL SD', 19: 'MK SI', 20: 'AT BA EE KZ LT LU MN XK', 21: 'CH HR LI LV', 22: 'BG BH CR DE GB GE IE ME RS VA',
  23: 'AE GI IL IQ OM SO TL', 24: 'AD CZ ES MD PK RO SA SE SK TN VG', 25: 'LY PT ST', 26: 'IS TR', 27: 'BI DJ FR GR IT MC MR SM', 28: 'AL AZ BY CY DO GT HU LB NI PL SV',
  29: 'BR EG PS QA UA', 30: 'JO KW MU YE', 31: 'MT SC', 32: 'LC', 33: 'RU',
} // prettier-ignore

const IBAN_COUNTRIES = Object.values(IBAN_LENGTHS).join(' ').split(' ')
const OTHER_COUNTRY = `(length(i) BETWEEN 15 AND 34 AND i[1:2] NOT IN (${IBAN_COUNTRIES.map(quoteText).join(', ')}))`

/** ISO 13616: the four first characters moved behind, letters as 10 to 35, the number leaves 1 when divided by 97 (ISO 7064, MOD 97-10). */
function iban(x: string): string {
  const lengths = Object.entries(IBAN_LENGTHS).map(([length, countries]) => `(length(i) = ${length} AND i[1:2] IN (${countries.split(' ').map(quoteText).join(', ')}))`) // prettier-ignore
  const figures = `list_transform(string_split(i[5:] || i[1:4], ''), lambda c: (CASE WHEN c <= '9' THEN ascii(c) - 48 ELSE ascii(c) - 55 END)::BIGINT)`
  const rest = `list_reduce(${figures}, lambda r, v: (r * (CASE WHEN v > 9 THEN 100 ELSE 10 END) + v) % 97)`
  const holds = `list_transform([replace(${x}, ' ', '')], lambda i: (${[...lengths, OTHER_COUNTRY].join(' OR ')}) AND ${rest} = 1)[1]`
  return shaped(x, '[A-Z]{2} ?[0-9]{2} ?(?:[A-Z0-9] ?){10,29}[A-Z0-9]', holds)
}

const figure = (x: string, place: number): string => `(ascii(${x}[${place}]) - 48)`

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const ID_PROVINCES = '(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)'

/** GB 11643: region, birth date, order, and a check character (ISO 7064, MOD 11-2) in which X stands for 10. */
function residentId(x: string): string {
  const sum = ID_WEIGHTS.map((weight, i) => `${figure(x, i + 1)} * ${weight}`).join(' + ')
  const check = `CASE WHEN upper(${x}[18]) = 'X' THEN 10 ELSE ${figure(x, 18)} END`
  const born = `try_strptime(${x}[7:14], '%Y%m%d') IS NOT NULL`
  return shaped(x, `${ID_PROVINCES}\\d{4}(?:18|19|20)\\d{9}[\\dXx]`, `(${born} AND (${sum} + ${check}) % 11 = 1)`)
}

/** The characters of a unified social credit code in the order of their values; I, O, S, V and Z are left out. */
const CODE_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CODE_LENGTH = 18

/** GB 32100-2015: character i of 17 counts 3^(i-1) mod 31 times, the last one makes the sum a multiple of 31. */
function creditCode(x: string): string {
  let weight = 1
  const terms: string[] = []
  for (let place = 1; place <= CODE_LENGTH; place++) {
    const factor = place === CODE_LENGTH ? 1 : weight
    terms.push(`(instr(${quoteText(CODE_CHARACTERS)}, ${x}[${place}]) - 1) * ${factor}`)
    weight = (weight * 3) % 31
  }
  const one = `[${CODE_CHARACTERS}]`
  return shaped(x, `${one}{2}\\d{6}${one}{10}`, `((${terms.join(' + ')}) % 31 = 0)`)
}

/** DuckDB's printing of the numbers that hold their own check. */
export const checkDigitPrinters: Readonly<Record<string, Printer>> = {
  is_iban: bound(iban),
  is_resident_id_cn: bound(residentId),
  is_credit_code_cn: bound(creditCode),
}
