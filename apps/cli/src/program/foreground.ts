import { spawn } from 'node:child_process'
import { findPrograms } from '../start/programs.ts'

/** Runs the server or a worker alone, in the foreground; its exit code is ours, and a signal to us reaches it. */
export function foreground(name: 'server' | 'worker', args: readonly string[]): Promise<number> {
  const { file, execArgv } = findPrograms().entry(name)
  const child = spawn(process.execPath, [...execArgv, file, ...args], { stdio: 'inherit' })
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass)
      resolve(code ?? 1)
    })
  })
}
