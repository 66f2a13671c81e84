import { type RunInput, type RunOutput } from '@sluice/runtime'
import { type AttemptWriter, type HashedOutput, type ReadInput, type RunPlaces, type Store } from '@sluice/store'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** A file that a run is about to read, as it was then. */
interface NotedInput {
  readonly input: RunInput
  readonly identity: string | undefined
}

/** Hashes by path, size and time of change: a source that many runs read is hashed once. */
const known = new Map<string, string>()
const MOST_KNOWN = 1_000

async function identityOf(file: string): Promise<string | undefined> {
  const facts = await stat(file, { bigint: true }).catch(() => undefined)
  return facts?.isFile() === true ? `${file}|${facts.size}|${facts.mtimeNs}|${facts.ino}` : undefined
}

async function hashOf(file: string, identity: string): Promise<string> {
  const found = known.get(identity)
  if (found !== undefined) return found
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const digest = hash.digest('hex')
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(identity, digest)
  return digest
}

/** Notes what the files of a run are before it reads them. */
const noteInputs = (inputs: readonly RunInput[], places: Pick<RunPlaces, 'input'>): Promise<readonly NotedInput[]> =>
  Promise.all(
    inputs.map(async (input) => ({
      input,
      identity: input.kind === 'file' ? await identityOf(join(places.input, input.name)) : undefined,
    })),
  )

/** The inputs with hashes; a file that is no longer the one that was noted has none. */
async function describeInputs(noted: readonly NotedInput[], places: Pick<RunPlaces, 'input'>): Promise<readonly ReadInput[]> {
  const described: ReadInput[] = []
  for (const { input, identity } of noted) {
    const file = join(places.input, input.name)
    const { node, kind, name } = input
    if (identity === undefined || (await identityOf(file)) !== identity) {
      described.push({ node, kind, name })
      continue
    }
    const bytes = Number(identity.split('|').at(-3))
    const hash = await hashOf(file, identity)
    described.push((await identityOf(file)) === identity ? { node, kind, name, hash, bytes } : { node, kind, name })
  }
  return described
}

/** The hashes of the files that a run has made. */
async function hashOutputs(outputs: readonly RunOutput[], places: Pick<RunPlaces, 'output'>): Promise<readonly HashedOutput[]> {
  const hashed: HashedOutput[] = []
  for (const { node, path, kind } of outputs) {
    const file = join(places.output, path)
    const identity = kind === 'file' ? await identityOf(file) : undefined
    if (identity !== undefined) hashed.push({ node, path, hash: await hashOf(file, identity) })
  }
  return hashed
}

/** What one attempt reads and makes. */
export class Lineage {
  readonly #places: RunPlaces
  #noted: Promise<readonly NotedInput[]> = Promise.resolve([])

  constructor(places: RunPlaces) {
    this.#places = places
  }

  /** Called before the first row is read. */
  note(inputs: readonly RunInput[]): void {
    this.#noted = noteInputs(inputs, this.#places)
  }

  /** Keeps it, once the run has ended. */
  async record(store: Store, key: AttemptWriter['key'], outputs: readonly RunOutput[]): Promise<void> {
    const [inputs, hashed] = await Promise.all([
      this.#noted.then((noted) => describeInputs(noted, this.#places)),
      hashOutputs(outputs, this.#places),
    ])
    if (inputs.length + hashed.length > 0) await store.queue.recordLineage(key, inputs, hashed)
  }
}
