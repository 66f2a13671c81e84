/** Round values from 0 to at least the largest, at most `most` above the 0: where an axis of amounts is marked. */
export function valueTicks(largest: number, most: number, whole = false): readonly number[] {
  if (!(largest > 0)) return [0, 1]
  const least = largest / most
  const power = 10 ** Math.floor(Math.log10(least))
  const step = Math.max([1, 2, 5, 10].map((n) => n * power).find((n) => n >= least * (1 - 1e-9)) ?? least, whole ? 1 : 0)
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_none, index) => Number((index * step).toPrecision(12)))
}
