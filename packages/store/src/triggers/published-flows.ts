import { type Flow } from '@sluice/flow'
import { type Database } from '../database/connect.ts'
import { readVersion } from '../workspace/flow-versions.ts'

const MOST = 200

/** Flows at a revision, which never change: read once. */
export class PublishedFlows {
  readonly #db: Database
  readonly #flows = new Map<string, Promise<Flow>>()

  constructor(db: Database) {
    this.#db = db
  }

  read(workspaceId: string, flowId: string, revision: number): Promise<Flow> {
    const key = `${workspaceId} ${flowId} ${revision}`
    const known = this.#flows.get(key)
    if (known !== undefined) return known
    const reading = readVersion(this.#db, { workspaceId, actor: 'Sluice' }, flowId, revision)
    this.#flows.set(key, reading)
    reading.catch(() => this.#flows.delete(key))
    const [oldest] = this.#flows.keys()
    if (this.#flows.size > MOST && oldest !== undefined) this.#flows.delete(oldest)
    return reading
  }
}
