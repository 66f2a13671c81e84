import { columnsUsed, formatName } from './format.ts'
import { parseExpression } from './parse.ts'

/** The text with every mention of a column renamed; everything else stays as it was typed. Unparsable text is left alone. */
export function renameColumn(text: string, from: string, to: string): string {
  const { tree } = parseExpression(text)
  if (tree === undefined) return text
  let result = text
  for (const column of columnsUsed(tree)
    .filter((c) => c.name === from)
    .toReversed()) {
    result = result.slice(0, column.from) + formatName(to) + result.slice(column.to)
  }
  return result
}
