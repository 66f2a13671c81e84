const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Texts as PostgreSQL writes an array. */
export const textArray = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : quoted(value))).join(',')}}`

/** The elements of a list as they stand in its JSON text: numbers keep their digits. */
const ELEMENT = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*|true|false)|(null)|(\[)|(\])|(,))\s*/y

/** A JSON list as PostgreSQL writes an array, lists inside lists too; undefined when it holds a record or is no list. */
export function arrayLiteral(json: string): string | undefined {
  let result = ''
  let depth = 0
  ELEMENT.lastIndex = 0
  while (ELEMENT.lastIndex < json.length) {
    const match = ELEMENT.exec(json)
    if (match === null) return undefined
    const [, text, plain, missing, open, close, comma] = match
    if (depth === 0 && (open === undefined || result !== '')) return undefined
    if (text !== undefined) {
      const value: unknown = JSON.parse(text)
      result += quoted(String(value))
    } else if (plain !== undefined) result += plain
    else if (missing !== undefined) result += 'NULL'
    else if (comma !== undefined) result += ','
    else if (open !== undefined) {
      depth++
      result += '{'
    } else if (close !== undefined) {
      depth--
      result += '}'
    }
  }
  return depth === 0 && result !== '' ? result : undefined
}
