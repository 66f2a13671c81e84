import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as background from '@prisma/schema-engine-wasm/schema_engine_bg'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

// Node.js does not import .wasm by itself.
const wasmFile = join(
  dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')),
  'schema_engine_bg.wasm',
)
const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), { './schema_engine_bg.js': background })
background.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

/** The SQL that makes the schema in an empty database, as Prisma writes it. The engine wants a live connection for it. */
export async function sqlOfSchema(databaseUrl: string, schema: string): Promise<string> {
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }))
  const engine = await background.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter)
  const answer = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return answer.stdout ?? ''
}
