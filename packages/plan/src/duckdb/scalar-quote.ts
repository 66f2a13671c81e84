const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** A name as DuckDB reads it back. A zero byte or half a character, which no name can hold, becomes U+FFFD. */
export const quoteIdentifier = (name: string): string =>
  `"${name.replace(/\0/g, '\uFFFD').replace(LONE_SURROGATE, '\uFFFD').replaceAll('"', '""')}"`

/** A text literal. Zero bytes, which SQL text can't hold, are put in by `chr(0)`. */
export function quoteText(text: string): string {
  const parts = text
    .replace(LONE_SURROGATE, '\uFFFD')
    .split('\0')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || chr(0) || ')})`
}
