import { runEventSchema, type RunEventDto } from '@sluice/contract'
import { type Client } from '../../server/test/client.ts'

/** The events of a run from the API's stream, in order, until the stream ends or `enough` says so. */
export async function readEvents(
  client: Client,
  runId: string,
  options: { lastEventId?: number; enough?: (event: RunEventDto) => boolean } = {},
): Promise<RunEventDto[]> {
  const headers: Record<string, string> = options.lastEventId === undefined ? {} : { 'last-event-id': String(options.lastEventId) }
  const response = await client.stream(`/api/runs/${runId}/events`, headers)
  const events: RunEventDto[] = []
  if (response.body === null) return events
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      const data = /^data:(.*)$/m.exec(message)?.[1]
      if (data === undefined) continue
      const event = runEventSchema.parse(JSON.parse(data))
      events.push(event)
      if (options.enough?.(event) === true) return events
    }
  }
  return events
}

/** Waits for the end of a run and gives it as the API tells it. */
export async function ended(client: Client, runId: string) {
  await readEvents(client, runId)
  return (await client.get(`/api/runs/${runId}`)).body
}
