import { workspaceFiles, type FileTrigger, type Store } from '@sluice/store'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { type Logger } from 'pino'
import { findFiles, folderBelow, patternOf, type FoundFile } from './found-files.ts'

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
    const { config, createdAt } = trigger
    const folder = await folderBelow(workspaceFiles(this.#data, trigger.workspaceId), config.folder)
    if (folder === undefined) return new Map()
    const files = await findFiles(folder, patternOf(config.pattern))
    const counted = config.existing ? files : files.filter(({ modifiedMs }) => modifiedMs >= createdAt.getTime())
    const complete = counted.filter(({ name, identity }) => before.get(name) === identity)
    await this.#take(trigger, folder, complete)
    return new Map(counted.map(({ name, identity }) => [name, identity]))
  }

  async #take(trigger: FileTrigger, folder: string, files: readonly FoundFile[]): Promise<void> {
    if (files.length === 0) return
    const { config, id: triggerId, workspaceId } = trigger
    const pathOf = (name: string): string => (config.folder === '' ? name : `${config.folder}/${name}`)
    const keyOf = ({ name, identity }: FoundFile): string => `${pathOf(name)} ${identity}`
    const states = await this.#store.triggers.statesOf(trigger, files.map(keyOf))
    const unknown = files.filter((file) => !states.has(keyOf(file)))
    const events = unknown.map((file) => ({
      workspaceId,
      triggerId,
      dedupeKey: keyOf(file),
      signature: null,
      body: null,
      request: null,
      parameters: JSON.stringify({ [config.parameter]: pathOf(file.name) }),
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
