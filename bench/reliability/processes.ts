import { execFileSync } from 'node:child_process'
import { type Started } from './programs.ts'

const ps = (...args: readonly string[]): string => execFileSync('ps', args, { encoding: 'utf8' }).trim()

/** The engine process of a worker; undefined while there is none. */
export function engineOf({ pid }: Pick<Started, 'pid'>): number | undefined {
  for (const line of ps('-A', '-o', 'pid=,ppid=').split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number)
    if (parent === pid) return child
  }
  return undefined
}

/** True while a process stands still (SIGSTOP). */
export const isStopped = (pid: number): boolean => ps('-o', 'stat=', '-p', String(pid)).startsWith('T')
