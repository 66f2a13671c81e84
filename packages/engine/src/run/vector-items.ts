import type { DuckDBVector } from '@duckdb/node-api'

/** The numbers of a vector as its own array. Going through getItem and setItem would cost a few per cent of a whole run. */
export function items<T>(vector: DuckDBVector, kind: new (...args: never[]) => T): T {
  const own: unknown = Reflect.get(vector, 'items')
  if (!(own instanceof kind)) throw new TypeError(`unknown layout of a vector: not ${kind.name}`)
  return own
}
