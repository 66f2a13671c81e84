import { build } from 'esbuild'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'

/** The programs: name in `dist/` → entry. */
const ENTRIES = {
  cli: 'apps/cli/src/main.ts',
  server: 'apps/server/src/main.ts',
  worker: 'apps/worker/src/main.ts',
  engine: 'packages/runtime/src/process/main.ts',
  reader: 'packages/connectors/src/thread/main.ts',
}

/** Our own packages go into the bundles; everything from npm stays outside and is found in the root's node_modules. */
const npmStaysOutside = {
  name: 'npm-stays-outside',
  setup(b) {
    b.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@sluice/') ? undefined : { path, external: true },
    )
  },
}

/** Bundles every program into `dist/`; `other` takes the place of entries, e.g. an engine that trials can end at a named point. */
export async function bundle(root, outdir = 'dist', other = {}) {
  await rm(resolve(root, outdir), { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: { ...ENTRIES, ...other },
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'silent',
    plugins: [npmStaysOutside],
  })
}
