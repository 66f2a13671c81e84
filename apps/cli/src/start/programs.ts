import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the product's parts are, bundled or from source. */
export interface Programs {
  readonly root: string
  /** File and Node options of a program. */
  readonly entry: (name: 'server' | 'worker' | 'engine') => { readonly file: string; readonly execArgv: readonly string[] }
}

const SOURCES = { server: 'apps/server/src/main.ts', worker: 'apps/worker/src/main.ts', engine: 'packages/runtime/src/process/main.ts' }

/** Finds the root of the product: the folder above this file that holds `pnpm-workspace.yaml`. */
function findRoot(folder: string): string {
  return existsSync(join(folder, 'pnpm-workspace.yaml')) || folder === dirname(folder) ? folder : findRoot(dirname(folder))
}

/** From a bundle (or a chunk of one) the bundles beside it are used; from source, the sources through tsx. */
export function findPrograms(): Programs {
  const here = dirname(fileURLToPath(import.meta.url))
  const root = findRoot(here)
  const bundles = [here, dirname(here)].find((folder) => existsSync(join(folder, 'server.js')))
  return {
    root,
    entry: (name) =>
      bundles === undefined
        ? { file: join(root, SOURCES[name]), execArgv: ['--import', import.meta.resolve('tsx')] }
        : { file: join(bundles, `${name}.js`), execArgv: ['--enable-source-maps'] },
  }
}
