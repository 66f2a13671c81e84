import type { AskHost, HostQuestion } from '../manifest.ts'

/** The host said that this attempt no longer holds the run: nothing may be touched any more. */
export class HostStopped extends Error {
  constructor() {
    super('host-stopped')
  }
}

/** The host can't let this run commit: what is prepared is taken away. */
export class HostRefused extends Error {
  constructor() {
    super('host-refused')
  }
}

/** Asks the host and waits. Throws `HostStopped` or `HostRefused`. */
export async function askHost(ask: AskHost, question: HostQuestion): Promise<'go' | 'hold'> {
  const answer = await ask(question)
  if (answer === 'stop') throw new HostStopped()
  if (answer === 'refuse') throw new HostRefused()
  return answer
}
