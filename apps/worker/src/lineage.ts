import { type RunInput, type RunOutput } from '@sluice/runtime'
import { type ReadInput, type RunPlaces } from '@sluice/store'
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

async function hashOf(file: string, identity: string, signal: AbortSignal): Promise<string> {
  const found = known.get(identity)
  if (found !== undefined) return found
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash, { signal })
  const digest = hash.digest('hex')
  // Content of a later moment must not be known as that of this one.
  if ((await identityOf(file)) !== identity) throw new Error('the file changed while it was hashed')
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

/** What one attempt reads and makes. Files are hashed while the run is at work; one that can't be read any more has no hash. */
export class Lineage {
  readonly #places: RunPlaces
  readonly #hurry = new AbortController()
  readonly #signal: AbortSignal
  #noted: Promise<readonly NotedInput[]> | undefined
  #hashes: Promise<readonly (string | undefined)[]> = Promise.resolve([])
  #inputs: Promise<readonly ReadInput[] | undefined> | undefined

  /** When the signal aborts nothing more is hashed. `told`: what an earlier attempt noted, whose rows this one applies. */
  constructor(places: RunPlaces, signal: AbortSignal, told?: readonly ReadInput[]) {
    this.#places = places
    this.#signal = AbortSignal.any([signal, this.#hurry.signal])
    if (told !== undefined) this.#inputs = Promise.resolve(told)
  }

  /** Called before the first row is read; resolves when the files have been looked at. */
  async note(inputs: readonly RunInput[]): Promise<void> {
    this.#noted = noteInputs(inputs, this.#places)
    this.#hashes = this.#noted.then((noted) => this.#hashAll(noted))
    await this.#noted
  }

  /** Nobody waits for hashes any more: the run has come to nothing. */
  hurry(): void {
    this.#hurry.abort()
  }

  /** The inputs as of the first call; a file that is no longer the one that was noted has no hash. Undefined: the run got to read nothing. */
  inputs(): Promise<readonly ReadInput[] | undefined> {
    return (this.#inputs ??= this.#describe())
  }

  /** Outputs that are files, with the hashes of their content. */
  async withHashes<T extends Pick<RunOutput, 'path' | 'kind'>>(
    outputs: readonly T[],
  ): Promise<readonly (T & { readonly hash?: string })[]> {
    const hashed: (T & { readonly hash?: string })[] = []
    for (const output of outputs) {
      const file = join(this.#places.output, output.path)
      const hash = output.kind === 'file' ? await this.#hash(file, await identityOf(file)) : undefined
      hashed.push(hash === undefined ? output : { ...output, hash })
    }
    return hashed
  }

  async #describe(): Promise<readonly ReadInput[] | undefined> {
    const noted = await this.#noted
    if (noted === undefined) return undefined
    const hashes = await this.#hashes
    return Promise.all(
      noted.map(async ({ input, identity }, i) => {
        const hash = hashes[i]
        if (hash === undefined || identity === undefined || (await identityOf(join(this.#places.input, input.name))) !== identity)
          return input
        return { ...input, hash, bytes: Number(identity.split('|').at(-3)) }
      }),
    )
  }

  async #hashAll(noted: readonly NotedInput[]): Promise<readonly (string | undefined)[]> {
    const hashes: (string | undefined)[] = []
    for (const { input, identity } of noted) hashes.push(await this.#hash(join(this.#places.input, input.name), identity))
    return hashes
  }

  async #hash(file: string, identity: string | undefined): Promise<string | undefined> {
    return identity === undefined ? undefined : hashOf(file, identity, this.#signal).catch(() => undefined)
  }
}
