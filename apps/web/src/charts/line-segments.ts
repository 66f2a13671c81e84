/** A point of a line, by the place of its value in the row. */
export interface Point {
  readonly index: number
  readonly value: number
}

/** The stretches of a line without a gap: where a value is missing the line ends, and begins again behind. */
export function lineSegments(values: readonly (number | null)[]): readonly (readonly Point[])[] {
  const segments: Point[][] = []
  let open: Point[] | undefined
  values.forEach((value, index) => {
    if (value === null) open = undefined
    else if (open === undefined) segments.push((open = [{ index, value }]))
    else open.push({ index, value })
  })
  return segments
}
