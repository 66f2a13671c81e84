/**
 * The names of a file's columns: the header's cells without the spaces around them; an empty one is called `column_3`
 * by its place, one that was there before gets a number (`name_2`).
 */
export function nameColumns(cells: readonly string[]): readonly string[] {
  const written = new Set(cells.map((cell) => cell.trim()))
  const taken = new Set<string>()
  return cells.map((cell, index) => {
    const name = cell.trim() === '' ? `column_${index + 1}` : cell.trim()
    let unique = name
    for (let n = 2; taken.has(unique) || (unique !== name && written.has(unique)); n++) unique = `${name}_${n}`
    taken.add(unique)
    return unique
  })
}
