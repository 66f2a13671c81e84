import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Connectors, Reading, SourceConnector, SourceContext } from '../connector.ts'
import { packBatch, type PackedBatch } from '../packed-texts.ts'
import type { ConnectorConfig } from '@sluice/plan'

/** Where samples are kept, and whether the ones that are there may serve. */
export interface SampleOptions {
  readonly folder: string
  readonly refresh: boolean
}

/** What a file of the folder holds. */
interface Sample {
  readonly takenAt: string
  readonly batches: readonly PackedBatch[]
}

/**
 * Samples of sources that ask another system: an API or a database is read once, and then serves every preview until somebody wants
 * new rows. A sample belongs to the settings, the connection and the columns that it was read with.
 */
export class KeptSamples {
  readonly #options: SampleOptions
  #takenAt: string | undefined

  constructor(options: SampleOptions) {
    this.#options = options
  }

  /** When the oldest sample that was used was taken, ISO instant; undefined when no source needed one. */
  get takenAt(): string | undefined {
    return this.#takenAt
  }

  /** The same connectors, reading through the samples. */
  over(connectors: Connectors): Connectors {
    const sources = [...connectors.sources].map(([name, source]) => [name, source.remote === true ? this.#kept(source) : source] as const)
    return { ...connectors, sources: new Map(sources) }
  }

  #kept(source: SourceConnector): SourceConnector {
    return {
      ...source,
      open: async (config, context) => {
        const file = path.join(this.#options.folder, `${keyOf(source.name, config, context)}.sample`)
        const found = this.#options.refresh ? undefined : await readSample(file)
        if (found !== undefined) {
          this.#note(found.takenAt)
          return { kind: 'packed', batches: each(found.batches) }
        }
        const takenAt = new Date().toISOString()
        this.#note(takenAt)
        return { kind: 'packed', batches: keeping(await source.open(config, context), takenAt, file) }
      },
    }
  }

  #note(takenAt: string): void {
    if (this.#takenAt === undefined || takenAt < this.#takenAt) this.#takenAt = takenAt
  }
}

function keyOf(name: string, config: ConnectorConfig, { connections, columns, sampleRows, watermark }: SourceContext): string {
  const open = Object.entries(connections).map(([connection, access]) => [connection, access.type, access.config])
  return createHash('sha256')
    .update(JSON.stringify([name, config, open, columns, sampleRows, watermark]))
    .digest('hex')
}

/** A sample that can't be read is as good as none. */
async function readSample(file: string): Promise<Sample | undefined> {
  try {
    // Boundary: nothing but this program writes into the folder.
    return deserialize(await readFile(file)) as Sample
  } catch {
    return undefined
  }
}

async function* each(batches: readonly PackedBatch[]): AsyncGenerator<PackedBatch> {
  for (const batch of batches) yield await Promise.resolve(batch)
}

/** Passes the rows on, and keeps them once all are there. */
async function* keeping(reading: Reading, takenAt: string, file: string): AsyncGenerator<PackedBatch> {
  if (reading.kind === 'csv') return
  const batches: PackedBatch[] = []
  for await (const given of reading.batches) {
    const batch = 'rows' in given ? given : packBatch(given)
    batches.push(batch)
    yield batch
  }
  const sample: Sample = { takenAt, batches }
  await mkdir(path.dirname(file), { recursive: true })
  const part = `${file}.${randomUUID()}`
  await writeFile(part, serialize(sample), { mode: 0o600 })
  await rename(part, file)
}
