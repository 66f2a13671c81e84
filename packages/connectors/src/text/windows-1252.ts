/** What stands at 0x80 to 0x9F; five places are empty and stay control characters (https://encoding.spec.whatwg.org/index-windows-1252.txt). */
const UPPER = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'

/** Decodes windows-1252, which the web also means by Latin-1. Node's own decoder makes control characters of `€`, `–` and quotes. */
export const decodeWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replaceAll(/[\u0080-\u009F]/g, (character) => UPPER[character.charCodeAt(0) - 0x80] ?? character)
