/** `Orders` → `Orders (2)`; the length limit of names is kept. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/ \(\d+\)$/, '').slice(0, 190)
  let n = 2
  while (taken.has(`${stem} (${n})`)) n++
  return `${stem} (${n})`
}
