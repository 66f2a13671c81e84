/** A request as its trigger keeps it. */
export interface KeptRequest {
  /** The body's own JSON text; null when there was none. */
  readonly body: string | null
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** A kept request as SQL gives it: the body as its own text, so that it stays as it came. */
export interface RequestRow {
  readonly body: string | null
  readonly request: Partial<Omit<KeptRequest, 'body'>> | null
}

export const requestOf = ({ body, request }: RequestRow): KeptRequest => ({
  body: body === 'null' ? null : body,
  path: request?.path ?? {},
  query: request?.query ?? {},
  headers: request?.headers ?? {},
})
