import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ThreadTask } from './messages.ts'

/** In a bundle the file `reader.js` beside the program, or above a folder of shared chunks. */
function bundled(): URL {
  const beside = new URL('./reader.js', import.meta.url)
  return existsSync(fileURLToPath(beside)) ? beside : new URL('../reader.js', import.meta.url)
}

/** From sources through tsx: Node 20 takes no TypeScript as the first file of a thread, but imports it once tsx is there. */
function fromSources(workerData: ThreadTask): Worker {
  const [tsx, main] = [import.meta.resolve('tsx/esm/api'), new URL('./main.ts', import.meta.url).href]
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(main)}) })`
  return new Worker(code, { eval: true, execArgv: [], workerData })
}

/** Starts a reading thread. It gets nothing of the environment. */
export const startThread = (task: ThreadTask): Worker =>
  import.meta.url.endsWith('.ts') ? fromSources(task) : new Worker(bundled(), { workerData: task, env: {} })
