import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { EngineEntry } from '@sluice/runtime'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What our packages depend on beside each other. */
function fromNpm(): readonly string[] {
  const names = readdirSync(`${ROOT}/packages`).flatMap((name): readonly string[] => {
    const manifest: unknown = JSON.parse(readFileSync(`${ROOT}/packages/${name}/package.json`, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null || !('dependencies' in manifest)) return []
    return typeof manifest.dependencies === 'object' && manifest.dependencies !== null ? Object.keys(manifest.dependencies) : []
  })
  return [...new Set(names)].filter((name) => !name.startsWith('@sluice/'))
}

/** The engine process as it is shipped, and its reading threads: bundles of our own packages, everything else from node_modules. */
export function engineEntry(): EngineEntry {
  const outdir = `${ROOT}/node_modules/.cache/sluice-bench`
  mkdirSync(outdir, { recursive: true })
  const entryPoints = { engine: `${ROOT}/packages/runtime/src/process/main.ts`, reader: `${ROOT}/packages/connectors/src/thread/main.ts` }
  const external = fromNpm().flatMap((name) => [name, `${name}/*`])
  buildSync({ entryPoints, outdir, bundle: true, format: 'esm', platform: 'node', target: 'node20', external, logLevel: 'error' })
  return { file: `${outdir}/engine.js`, execArgv: [] }
}
