/** How many single-letter edits (insert, delete, change, swap of neighbours) lie between two texts; gives up above `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      row.push(best)
    }
    if (Math.min(...row) > limit) return limit + 1
    before = previous
    previous = row
  }
  return previous[b.length] ?? limit + 1
}

/** The name a person most likely meant: equal but for case and spaces, or a few letters off; undefined when none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, '')
  const wanted = plain(name)
  let limit = wanted.length < 4 ? 1 : wanted.length < 8 ? 2 : 3
  let best: string | undefined
  for (const candidate of names) {
    const other = plain(candidate)
    if (other === wanted) return candidate
    // A name with nothing in common is no suggestion: at least one letter has to stay.
    const distance = editDistance(wanted, other, Math.min(limit, Math.max(wanted.length, other.length) - 1))
    if (distance <= limit && distance < Math.max(wanted.length, other.length)) {
      best = candidate
      limit = distance - 1
      if (limit < 1) return best
    }
  }
  return best
}

/** The facts of an "unknown name" problem. With a suggestion the text asks whether that was meant: i18next takes `<code>_suggested` by `context`. */
export const suggested = (name: string, suggestion: string | undefined): Readonly<Record<string, string>> =>
  suggestion === undefined ? { name } : { name, suggestion, context: 'suggested' }
