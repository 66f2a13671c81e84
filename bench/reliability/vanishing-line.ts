import { brokenLine, type BrokenLine, type Passed } from '../../packages/runtime/test/broken-line.ts'

/** A line whose other end can vanish. */
export class VanishingLine implements AsyncDisposable {
  /** Bytes of a whole run. None are known before the first one. */
  usual = Infinity
  #passed = new Map<number, number>()
  #before = 0
  #after = Infinity
  /** Connections up to this number have lost the other end. */
  #vanished = 0
  #at: number | undefined
  readonly #line: Promise<BrokenLine>

  constructor(host: string, port: number) {
    this.#line = brokenLine(host, port, (passed) => this.#isCut(passed), 'vanishes')
  }

  async host(): Promise<string> {
    return `127.0.0.1:${(await this.#line).port}`
  }

  /** All connections that are there lose their other end once so many bytes more have passed. */
  vanishAfter(bytes: number): void {
    this.#before = this.#sum()
    this.#after = bytes
  }

  get hasVanished(): boolean {
    return this.#at !== undefined
  }

  /** When the other end vanished since `vanishAfter`; undefined: not at all. */
  settle(): number | undefined {
    const at = this.#at
    if (at === undefined) this.usual = this.#sum() - this.#before
    this.#at = undefined
    this.#after = Infinity
    return at
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#line)[Symbol.asyncDispose]()
  }

  #sum(): number {
    return [...this.#passed.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  #isCut({ connection, toServer, toClient }: Passed): boolean {
    this.#passed.set(connection, toServer.length + toClient.length)
    if (this.#at === undefined && this.#sum() - this.#before > this.#after) {
      this.#at = performance.now()
      this.#vanished = Math.max(...this.#passed.keys())
    }
    return connection <= this.#vanished
  }
}
