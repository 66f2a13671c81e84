import type { AskHost, HostQuestion } from '../manifest.ts'

/** The host said that this attempt no longer holds the run: nothing may be touched any more. */
export class HostStopped extends Error {
  constructor() {
    super('host-stopped')
  }
}

/** Asks the host and waits. Throws `HostStopped`. */
export async function askHost(ask: AskHost, question: HostQuestion): Promise<'go' | 'hold'> {
  const answer = await ask(question)
  if (answer === 'stop') throw new HostStopped()
  return answer
}
