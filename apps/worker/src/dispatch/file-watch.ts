import { fileKey, lookForFiles, pathOf, type FileTrigger, type FoundFile, type Store } from '@sluice/store'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { type Logger } from 'pino'

/** What makes an event of every new file. Polled: notifications of file systems don't come over network folders. */
export class FileWatch {
  readonly #store: Store
  readonly #data: string
  readonly #log: Logger
  /** Identities as they were at the last look, by trigger and path: a file is complete when two looks see the same. */
  #before = new Map<string, ReadonlyMap<string, string>>()
  readonly #next = new Map<string, number>()

  constructor(store: Store, data: string, log: Logger) {
    this.#store = store
    this.#data = data
    this.#log = log
  }

  /** Looks at the folders that are due. */
  async look(now: number): Promise<void> {
    const triggers = await this.#store.triggers.fileTriggers()
    const before = new Map<string, ReadonlyMap<string, string>>()
    for (const trigger of triggers) {
      const known = this.#before.get(trigger.id)
      if (known !== undefined) before.set(trigger.id, known)
      if ((this.#next.get(trigger.id) ?? 0) > now) continue
      this.#next.set(trigger.id, now + trigger.config.everySeconds * 1_000)
      try {
        before.set(trigger.id, await this.#lookAt(trigger, known ?? new Map()))
      } catch (error) {
        this.#log.error({ err: error, trigger: trigger.id }, 'looking for files failed')
      }
    }
    this.#before = before
  }

  async #lookAt(trigger: FileTrigger, before: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
    const { config, workspaceId } = trigger
    const found = await lookForFiles(this.#data, workspaceId, config)
    const files = found?.files ?? []
    if (!trigger.hasKnown) await this.#knowOld(trigger, files)
    if (found === undefined) return new Map()
    const complete = files.filter(({ name, identity }) => before.get(name) === identity)
    await this.#take(trigger, found.folder, complete)
    return new Map(files.map(({ name, identity }) => [name, identity]))
  }

  /** A trigger of an older program has not written down what was there: all that can be known of it is the time of its files. */
  async #knowOld(trigger: FileTrigger, files: readonly FoundFile[]): Promise<void> {
    const old = files.filter(({ modifiedMs }) => modifiedMs < trigger.createdAt.getTime())
    await this.#store.triggers.knowFiles(trigger, old.map((file) => fileKey(trigger.config, file))) // prettier-ignore
  }

  async #take(trigger: FileTrigger, folder: string, files: readonly FoundFile[]): Promise<void> {
    if (files.length === 0) return
    const { config, id: triggerId, workspaceId } = trigger
    const keyOf = (file: FoundFile): string => fileKey(config, file)
    const states = await this.#store.triggers.statesOf(trigger, files.map(keyOf))
    const unknown = files.filter((file) => !states.has(keyOf(file)))
    const events = unknown.map((file) => ({
      workspaceId,
      triggerId,
      dedupeKey: keyOf(file),
      signature: null,
      body: null,
      request: null,
      parameters: JSON.stringify({ [config.parameter]: pathOf(config, file.name) }),
      waiting: false,
    }))
    if (events.length > 0) await this.#store.triggers.accept(events)
    if (config.after !== 'move') return
    for (const file of files) if (states.get(keyOf(file)) === 'done') await moveAway(file, join(folder, config.moveTo))
  }
}

/** Moves a file into a folder under a name that is free there. */
async function moveAway({ name, path }: FoundFile, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { name: base, ext } = parse(name)
  for (let n = 1; ; n++) {
    const target = join(folder, n === 1 ? name : `${base} (${n})${ext}`)
    if (await stat(target).then(() => true, () => false)) continue // prettier-ignore
    await rename(path, target)
    return
  }
}
