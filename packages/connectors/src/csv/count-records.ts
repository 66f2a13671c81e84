import { NumberList } from './number-list.ts'

const LF = 0x0a
const CR = 0x0d

/** More numbers than this are not kept (64 MB); lines are not known then. */
const MOST_NUMBERS = 1 << 24

/**
 * The records of a CSV file, told by quotes and line ends alone. They are numbered from 0, header, skipped lines and blank
 * lines included, as DuckDB numbers them.
 */
export interface RecordCount {
  readonly records: number
  /** The numbers of blank lines. */
  readonly blank: Uint32Array
  /** One entry for each line break inside a record: the number of the record behind it. */
  readonly inner: Uint32Array
  /** False when there were more such numbers than are kept; the count is right all the same. */
  readonly whole: boolean
  /** Where in the file a record begins, once per block. */
  readonly starts: readonly number[]
}

/** Counts records while the quotes of a file are looked at; told of each quote, in order, before and behind it. */
export class RecordCounter {
  private records = 0
  private readonly blank = new NumberList()
  private readonly inner = new NumberList()
  private readonly starts: number[] = []
  private whole = true
  /** Where the record that is open begins. */
  private start = 0
  private base = 0
  private next = -1
  private bytes: Buffer = Buffer.alloc(0)
  private last = LF

  /** Begins a block that lies at `base` in the file. */
  enter(bytes: Buffer, base: number): void {
    this.last = this.bytes.at(-1) ?? LF
    this.bytes = Buffer.from(bytes.subarray(-1))
    this.base = base
    this.next = bytes.indexOf(LF)
  }

  /** Takes the line ends up to a place in the block: inside quotes, or outside. */
  upTo(bytes: Buffer, end: number, quoted: boolean): void {
    while (this.next >= 0 && this.next < end) {
      if (quoted) this.keep(this.inner, this.records + 1)
      else this.endRecord(bytes, this.next)
      this.next = bytes.indexOf(LF, this.next + 1)
    }
  }

  private endRecord(bytes: Buffer, at: number): void {
    const length = this.base + at - this.start
    const before = at === 0 ? this.last : bytes[at - 1]
    if (length === 0 || (length === 1 && before === CR)) this.keep(this.blank, this.records)
    this.records++
    this.start = this.base + at + 1
    if ((this.starts.at(-1) ?? -1) < this.base) this.starts.push(this.start)
  }

  private keep(list: NumberList, number: number): void {
    if (list.length < MOST_NUMBERS) list.push(number)
    else this.whole = false
  }

  finish(size: number): RecordCount {
    if (this.start < size) this.records++
    const { records, whole, starts } = this
    return { records, whole, starts, blank: this.blank.take(), inner: this.inner.take() }
  }
}
