/**
 * Byte text is UTF-8 with one character per byte. Readers work on it: it takes half the room of a text with one Chinese
 * character in it, its positions are those of the bytes, and a value that needs no decoding never is. ASCII is the same in both.
 */
export const toByteText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** The text that some byte text stands for. */
export const fromByteText = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')

/** The beginning of some byte text, at most so many characters of it, for messages. */
export const excerpt = (bytes: string, from: number, characters: number): string =>
  // The replacement character stands for what the cut leaves of a character.
  fromByteText(bytes.slice(from, from + characters * 4)).replace(/\ufffd$/, '').slice(0, characters) // prettier-ignore

/** Byte text without space at its ends, as `trim` knows it: the bytes of a character may look like space by themselves. */
export const trimByteText = (bytes: string): string => toByteText(fromByteText(bytes).trim())
