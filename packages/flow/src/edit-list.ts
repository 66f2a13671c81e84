/** Replaces the element that matches, or puts a new one in at a place (the end when none is given). */
export function put<T>(
  list: readonly T[],
  same: (item: T) => boolean,
  item: T,
  at?: number,
): { readonly list: T[]; readonly was: T | undefined } {
  const index = list.findIndex(same)
  if (index >= 0) return { list: list.with(index, item), was: list[index] }
  return { list: list.toSpliced(at ?? list.length, 0, item), was: undefined }
}

/** Takes the first element that matches out. */
export function removeWhere<T>(
  list: readonly T[],
  same: (item: T) => boolean,
): { readonly list: T[]; readonly was: T | undefined; readonly at: number } {
  const at = list.findIndex(same)
  return { list: at < 0 ? [...list] : list.toSpliced(at, 1), was: list[at], at }
}
