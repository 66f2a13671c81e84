/** A growing list of whole numbers below 2^32 that takes four bytes for each. */
export class NumberList {
  length = 0
  private numbers = new Uint32Array(1 << 8)

  push(number: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Uint32Array(this.length * 2)
      larger.set(this.numbers)
      this.numbers = larger
    }
    this.numbers[this.length++] = number
  }

  take(): Uint32Array {
    return this.numbers.slice(0, this.length)
  }
}
