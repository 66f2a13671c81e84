import { type TriggerConfigOf } from '@sluice/contract'
import { type ActiveTrigger, type NewEvent } from '@sluice/store'
import { type IncomingMessage } from 'node:http'
import { Refusal } from './answer.ts'
import { dedupeKey } from './dedupe-key.ts'
import { requestText } from './kept-request.ts'
import { checkHeaders, parseBody, readBytes } from './read-request.ts'
import { checkSignIn } from './sign-in.ts'

/** A request that fits an address. */
export interface Arrived {
  readonly request: IncomingMessage
  readonly trigger: ActiveTrigger
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

/** The header that proves who asks, in lower case. */
export const signInHeader = ({ signIn }: ActiveTrigger['config']): string | undefined =>
  signIn.kind === 'open' ? undefined : signIn.header.toLowerCase()

/** Reads and checks an event of a webhook: its size and type before its body, its signature before its meaning. */
export async function readEvent({ request, trigger, path, query }: Arrived, config: TriggerConfigOf<'webhook'>): Promise<NewEvent> {
  const limit = config.maxBodyKb * 1_024
  checkHeaders(request, limit)
  const bytes = await readBytes(request, limit)
  const signature = checkSignIn(config.signIn, trigger.secret, request.headers, bytes, Date.now())
  if (bytes.length === 0) throw new Refusal(400, 'not-json')
  const body = parseBody(bytes)
  return {
    workspaceId: trigger.workspaceId,
    triggerId: trigger.id,
    dedupeKey: dedupeKey(config.dedupe, request.headers, body),
    signature,
    body: body.text,
    request: requestText(request, path, query, signInHeader(config)),
    parameters: null,
    waiting: false,
  }
}
