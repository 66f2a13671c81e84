/**
 * The facts that a message was made from, found by laying its template over it: `"{{column}} is longer than {{max}}"` over
 * `"name is longer than 20"` gives column and max. A template that doesn't fit gives nothing. Ends of facts are ambiguous only
 * where a fact holds the words that follow it; then the shortest is taken.
 */
export function messageFacts(template: string, message: string): Readonly<Record<string, string>> {
  const names: string[] = []
  const pattern = template
    .split(/\{\{(\w+)\}\}/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      const known = names.indexOf(part)
      if (known >= 0) return `\\${known + 1}`
      names.push(part)
      return '([\\s\\S]*?)'
    })
    .join('')
  const found = new RegExp(`^${pattern}$`).exec(message)
  return found === null ? {} : Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']))
}
