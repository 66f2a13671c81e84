/** Reads a source to its end for the errors it may raise. */
export async function drain(source: AsyncIterable<unknown>): Promise<void> {
  const items = source[Symbol.asyncIterator]()
  while ((await items.next()).done !== true);
}
