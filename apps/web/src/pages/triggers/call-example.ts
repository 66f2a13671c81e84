import type { SignIn } from '@sluice/contract'
import type { Incoming } from './trigger-draft.ts'

/** A text in single quotes for a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const BODY = '{"id": 1}'

/** How the signature of `$BODY` is made on a command line. */
function signing(signIn: SignIn): { readonly before: readonly string[]; readonly header: string | undefined } {
  switch (signIn.kind) {
    case 'open':
      return { before: [], header: undefined }
    case 'api-key':
      return { before: [], header: `${signIn.header}: $SECRET` }
    case 'signature': {
      const end = signIn.encoding === 'hex' ? "| sed 's/^.* //'" : '-binary | openssl base64 -A'
      return { before: [`SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$SECRET" ${end})`], header: `${signIn.header}: ${signIn.prefix}$SIGNATURE` } // prettier-ignore
    }
    case 'timed-signature':
      return {
        before: ['TIME=$(date +%s)', `SIGNATURE=$(printf '%s.%s' "$TIME" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')`],
        header: `${signIn.header}: t=$TIME,v1=$SIGNATURE`,
      }
  }
}

/** Lines for a shell that call a webhook or an endpoint. Places in the path get an example value. */
export function callExample(address: string, config: Incoming, secret: string | undefined): string {
  const post = config.kind === 'webhook' || config.method === 'POST'
  const { before, header } = signing(config.signIn)
  const url = address.replaceAll(/:[A-Za-z_]\w*/g, '1')
  const needsSecret = config.signIn.kind !== 'open'
  const dedupe = config.kind === 'webhook' && config.dedupe.kind === 'header' ? config.dedupe.name : undefined
  const lines = [
    `curl -i ${post ? '-X POST ' : ''}${quoted(url)}`,
    ...(post ? ["  -H 'Content-Type: application/json'"] : []),
    ...(dedupe === undefined ? [] : [`  -H ${quoted(`${dedupe}: 1`)}`]),
    ...(header === undefined ? [] : [`  -H "${header}"`]),
    ...(post ? ['  -d "$BODY"'] : []),
  ]
  return [
    ...(needsSecret ? [`SECRET=${quoted(secret ?? '…')}`] : []),
    ...(post || config.signIn.kind.endsWith('signature') ? [`BODY=${quoted(post ? BODY : '')}`] : []),
    ...before,
    lines.join(' \\\n'),
  ].join('\n')
}
