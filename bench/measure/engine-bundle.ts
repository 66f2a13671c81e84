import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { EngineEntry } from '@sluice/runtime'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The engine process as it is shipped: one bundle of our own packages, everything else from node_modules. */
export function engineEntry(): EngineEntry {
  const file = `${ROOT}/node_modules/.cache/sluice-bench/engine.js`
  mkdirSync(`${ROOT}/node_modules/.cache/sluice-bench`, { recursive: true })
  const external = [
    '@duckdb/node-api',
    '@duckdb/node-bindings',
    'chardet',
    'iconv-lite',
    'ipaddr.js',
    'lossless-json',
    'saxes',
    'undici',
    'zod',
  ]
  buildSync({ entryPoints: [`${ROOT}/packages/runtime/src/process/main.ts`], outfile: file, bundle: true, format: 'esm', platform: 'node', target: 'node20', external, logLevel: 'error' }) // prettier-ignore
  return { file, execArgv: [] }
}
