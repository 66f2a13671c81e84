/** Something that answers at a path pattern such as `customer/:id`. */
interface Entry<T> {
  readonly parts: readonly string[]
  readonly value: T
}

export type Found<T> = { readonly value: T; readonly path: Readonly<Record<string, string>> }

const isPlace = (part: string): boolean => part.startsWith(':')

/** The values of the places when the path fits the pattern. A place takes exactly one part, and not an empty one. */
function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const values: Record<string, string> = {}
  for (const [i, wanted] of pattern.entries()) {
    const part = parts[i] ?? ''
    if (isPlace(wanted)) {
      const value = decode(part)
      if (value === undefined || value === '') return undefined
      values[wanted.slice(1)] = value
    } else if (wanted !== part) return undefined
  }
  return values
}

function decode(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part)
    // Characters that no name or number holds, and that logs and databases stumble over.
    return /[\p{Cc}\p{Cs}]/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/** Patterns of one workspace and method. What is written out wins over places, from the left. */
export class PathTable<T> {
  readonly #literal = new Map<string, T>()
  readonly #patterns: Entry<T>[] = []

  add(path: string, value: T): void {
    const parts = path.split('/')
    if (!parts.some(isPlace)) {
      this.#literal.set(path, value)
      return
    }
    this.#patterns.push({ parts, value })
    this.#patterns.sort((a, b) => orderOf(a.parts).localeCompare(orderOf(b.parts)))
  }

  find(path: string): Found<T> | undefined {
    const literal = this.#literal.get(path)
    if (literal !== undefined) return { value: literal, path: {} }
    const parts = path.split('/')
    for (const { parts: pattern, value } of this.#patterns) {
      const values = match(pattern, parts)
      if (values !== undefined) return { value, path: values }
    }
    return undefined
  }
}

const orderOf = (parts: readonly string[]): string => parts.map((part) => (isPlace(part) ? '1' : '0')).join('')
