import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where a trial writes `<engine|host|stop>:<point>:<attempt>`, in the temporary folder of the worker and its engines. */
export const crashPlanFile = (folder: string): string => join(folder, 'crash-at')

/** Where an engine writes when it kills itself or its host, in milliseconds since 1970. */
export const crashTimeFile = (folder: string): string => join(folder, 'crashed-at')

/** Reads anew before each job where this process or its host shall be ended; a worker needs no new start for another plan. */
export function followCrashPlan(): void {
  process.on('message', () => {
    try {
      process.env['SLUICE_CRASH_AT'] = readFileSync(crashPlanFile(tmpdir()), 'utf8')
    } catch {
      // No plan, no crash.
    }
  })
  // Nobody outside can tell this moment: what is measured from it must not begin later.
  const kill = process.kill.bind(process)
  process.kill = (pid, signal) => {
    if (signal === 'SIGKILL') writeFileSync(crashTimeFile(tmpdir()), String(Date.now()))
    return kill(pid, signal)
  }
}
