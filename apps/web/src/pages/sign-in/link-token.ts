/**
 * The token of a one-time link (`/sign-in#token=…`). It is taken out of the address bar and the history at once, so that
 * it can't be copied or shown on.
 */
export function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined
  if (token !== undefined) history.replaceState(history.state, '', location.pathname + location.search)
  return token
}

/** Where to go after signing in: only addresses of this program, else the home page. */
export function localAddress(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/flows'
}
