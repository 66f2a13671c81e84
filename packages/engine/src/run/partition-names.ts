/** Bytes of a value that a file's name holds; the rest of a name has room beside them. */
const MOST_BYTES = 80

/** Names that Windows keeps for itself. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/** A value as a part of a file's name: letters, digits, space and `-_+.,()`; anything else is an underscore. Never hidden, never empty. */
function safeName(value: string | null): string {
  if (value === null) return '_missing'
  const kept = value.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} \-_+.,()]/gu, '_')
  let name = ''
  let bytes = 0
  for (const character of kept) {
    bytes += Buffer.byteLength(character)
    if (bytes > MOST_BYTES) break
    name += character
  }
  name = name.replace(/^[. ]+|[. ]+$/g, (ends) => '_'.repeat(ends.length))
  return name === '' ? '_empty' : RESERVED.test(name) ? `_${name}` : name
}

/** A name for each value, all of them different also where a file system folds case; in the order of the values, so that they repeat. */
export function partitionNames(values: readonly (string | null)[]): readonly string[] {
  const taken = new Set<string>()
  return values.map((value) => {
    const name = safeName(value)
    let free = name
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}-${number}`
    taken.add(free.toLowerCase())
    return free
  })
}

const MARK = '${partition}'

/** The path of one value's file: its name in the place of the mark, or before the ending. */
export function partitionPath(path: string, name: string): string {
  if (path.includes(MARK)) return path.replaceAll(MARK, () => name)
  const folder = path.lastIndexOf('/') + 1
  const dot = path.lastIndexOf('.')
  const end = dot > folder ? dot : path.length
  return `${path.slice(0, end)}-${name}${path.slice(end)}`
}
