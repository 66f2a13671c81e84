/** Places of the commit protocol at which tests end a process. */
export type CrashPoint = 'prepared-one' | 'before-commit' | 'after-commit' | 'before-apply' | 'after-apply' | 'before-end'

/**
 * Kills the engine process or its host, or stops the host, when a test asked for it: `SLUICE_CRASH_AT=<engine|host|stop>:<point>:<attempt>`.
 * The pool hands this variable on only to an engine that is started from its sources, so a built program never sees it.
 */
export async function crashPoint(point: CrashPoint, attempt: number): Promise<void> {
  const [victim, at, only] = (process.env['SLUICE_CRASH_AT'] ?? '').split(':')
  if (at !== point || Number(only) !== attempt) return
  process.kill(victim === 'engine' ? process.pid : process.ppid, victim === 'stop' ? 'SIGSTOP' : 'SIGKILL')
  if (victim === 'stop') return
  // A signal arrives a moment later; nothing may happen meanwhile.
  await new Promise(() => undefined)
}
