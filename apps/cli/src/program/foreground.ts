import { fork } from 'node:child_process'
import { findPrograms } from '../start/programs.ts'
import { isTextCode, text } from '../texts/text.ts'

type Facts = Readonly<Record<string, string | number>>

/** What a program tells that could not start. */
interface Failed {
  readonly type: 'failed'
  readonly code: string
  readonly params: Facts
  readonly message: string
}

const isFailed = (message: unknown): message is Failed =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'failed'

/**
 * Runs the server or a worker alone, in the foreground, with its log on standard output; its exit code is ours, and a signal
 * to us reaches it; `stopping` is said at the first. When it can't start, the reason is told in words; `facts` are those that it doesn't tell itself.
 */
export function foreground(name: 'server' | 'worker', env: NodeJS.ProcessEnv = {}, facts: Facts = {}, stopping?: string): Promise<number> {
  const { file, execArgv } = findPrograms().entry(name)
  const child = fork(file, [], { execArgv: [...execArgv], env: { ...process.env, ...env }, stdio: 'inherit' })
  // It hears of Ctrl-C from us alone.
  let isTold = false
  const pass = (): void => {
    child.kill('SIGTERM')
    if (!isTold && stopping !== undefined) process.stderr.write(`\n${stopping}\n`)
    isTold = true
  }
  process.on('SIGINT', pass).on('SIGTERM', pass)
  child.on('message', (message) => {
    if (!isFailed(message)) return
    const { code, params, message: reason } = message
    const line = isTextCode(code) ? text(code, { ...facts, ...params }) : text('child-failed', { name, reason })
    process.stderr.write(`\n${line}\n`)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      process.off('SIGINT', pass).off('SIGTERM', pass)
      resolve(code ?? 1)
    })
  })
}
