import { COMMON_WORDS } from './common-words.ts'

const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' }),
)
const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p']
const words = new Set(COMMON_WORDS)

const plainLetters = (text: string): string => text.replaceAll(/[^a-z]/g, (c) => LOOKALIKES.get(c) ?? c)

/**
 * True for passwords of the lists that attackers try first, and for what is made from them: a short piece repeated,
 * a run on the keyboard, common words one after another with digits and signs around or between, letters as look-alikes.
 */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase()
  if (isRepeated(lower) || new Set(lower).size < 5) return true
  const withSigns = lower.replaceAll(/[@$!]/g, plainLetters)
  return [lower, withSigns].some((text) => isRest(text.replaceAll(/[^\p{L}\p{N}]+/gu, '')))
}

/** `abcabcabcabc`, `aaaaaaaaaaaa`: a piece of at most half the length, repeated. */
function isRepeated(text: string): boolean {
  for (let size = 1; size <= text.length / 2; size++) {
    if (
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length) === text
    )
      return true
  }
  return false
}

/** Nothing is left once common words, keyboard runs and digits are taken away. */
function isRest(text: string): boolean {
  const open: number[] = [0]
  const seen = new Set(open)
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    if (from >= text.length) return true
    for (const to of nextEnds(text, from)) {
      if (seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  return false
}

function nextEnds(text: string, from: number): readonly number[] {
  const ends: number[] = []
  for (let to = from + 1; to <= text.length; to++) {
    const piece = text.slice(from, to)
    if (
      /^\d+$/.test(piece)
        ? to - from <= 8 || isRun(piece)
        : words.has(piece) || words.has(plainLetters(piece)) || (piece.length >= 4 && isRun(piece))
    )
      ends.push(to)
  }
  return ends
}

const isRun = (piece: string): boolean => {
  const backwards = Array.from(piece).reverse().join('')
  return ROWS.some((row) => (row + row).includes(piece) || (row + row).includes(backwards))
}
