/**
 * Works on items side by side, at most `width` at a time, begun in their order. When one fails, those behind it are stopped as
 * soon as those before it have ended, so that the error is always that of the first item that fails, whichever is quicker.
 */
export async function sideBySide<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>, stop: () => void): Promise<void> {
  const failures = new Map<number, unknown>()
  const ended = new Set<number>()
  let next = 0
  const end = (index: number): void => {
    ended.add(index)
    const first = Math.min(...failures.keys())
    if (first === Infinity) return
    if (items.slice(0, first).every((_item, before) => ended.has(before))) stop()
  }
  const lane = async (): Promise<void> => {
    while (next < items.length && failures.size === 0) {
      const index = next++
      const item = items[index]
      if (item === undefined) return
      try {
        await work(item)
      } catch (error) {
        failures.set(index, error)
      }
      end(index)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, width) }, lane))
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()))
}
