import type { z } from 'zod'

/** What a person may do; roles map to these. Every route declares one. */
export type Ability = 'public' | 'read' | 'edit' | 'run' | 'administer'

/** One HTTP route: the contract, shared by server, browser and OpenAPI. */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  readonly name: string
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Express and OpenAPI agree on `{id}` here; each side rewrites it. */
  readonly path: string
  readonly summary: string
  readonly ability: Ability
  readonly params?: P
  readonly query?: Q
  /** JSON body; a route with `upload` takes the raw bytes instead. */
  readonly body?: B
  readonly upload?: boolean
  /** JSON answer; a route with `download` or `stream` answers otherwise. */
  readonly response?: R
  readonly download?: boolean
  readonly stream?: boolean
}

export const route = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  r: Route<P, Q, B, R>,
): Route<P, Q, B, R> => r
