// Generates the database client from schema.prisma without any download. Quick when nothing changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

/** Runs Prisma's generator unless the client in `generated/` is of this schema and this version. */
export const generate = () => {
  const manifest = require.resolve('prisma/package.json')
  const stamp = createHash('sha256')
    .update(readFileSync(join(folder, 'schema.prisma')))
    .update(readFileSync(manifest))
    .digest('hex')
  const stampFile = join(folder, 'generated', '.stamp')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false
  // The generator insists on a schema engine that it never uses; naming any program keeps it from downloading one.
  const done = spawnSync(
    process.execPath,
    [join(dirname(manifest), 'build', 'index.js'), 'generate', '--config', join(folder, 'prisma.config.ts')],
    {
      cwd: dirname(folder),
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
      encoding: 'utf8',
    },
  )
  if (done.status !== 0) throw new Error(`The database client could not be generated:\n${done.stdout}\n${done.stderr}`)
  writeFileSync(stampFile, stamp)
  return true
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) generate()
