/** Places of the commit protocol at which tests end a process. */
export type CrashPoint = 'prepared-one' | 'before-commit' | 'after-commit' | 'before-apply' | 'after-apply' | 'before-end'

/**
 * Ends the engine process or its host the hard way when a test asked for it: `SLUICE_CRASH_AT=<engine|host>:<point>:<attempt>`.
 * The pool hands this variable on only to an engine that is started from its sources, so a built program never sees it.
 */
export async function crashPoint(point: CrashPoint, attempt: number): Promise<void> {
  const [victim, at, only] = (process.env['SLUICE_CRASH_AT'] ?? '').split(':')
  if (at !== point || Number(only) !== attempt) return
  process.kill(victim === 'host' ? process.ppid : process.pid, 'SIGKILL')
  // A signal arrives a moment later; nothing may happen meanwhile.
  await new Promise(() => undefined)
}
