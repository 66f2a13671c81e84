/**
 * Takes the text of a JSON array apart. Numbers, lists and records keep their exact source text, texts are decoded, null is missing.
 * Text that is no array has no elements; DuckDB's own extraction would round long numbers.
 */
export function jsonElements(text: string): (string | null)[] {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) return []
  const elements: (string | null)[] = []
  let depth = 0
  let start = 1
  let inText = false
  for (let i = 1; i < trimmed.length; i++) {
    const c = trimmed[i]
    if (inText) {
      if (c === '\\') i++
      else if (c === '"') inText = false
    } else if (c === '"') inText = true
    else if (c === '[' || c === '{') depth++
    else if ((c === ',' && depth === 0) || i === trimmed.length - 1) {
      const element = trimmed.slice(start, i).trim()
      if (element !== '' || c === ',') elements.push(element === 'null' ? null : element.startsWith('"') ? decode(element) : element)
      start = i + 1
    } else if (c === ']' || c === '}') depth--
  }
  return elements
}

function decode(element: string): string {
  const value: unknown = JSON.parse(element)
  return typeof value === 'string' ? value : element
}
