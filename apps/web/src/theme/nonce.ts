/** The nonce of this page's Content-Security-Policy, for every library that adds a style element (Mantine, CodeMirror). */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}
