/** Two-byte codes by character, read off the decoder that Node has; Node can't encode them itself. */
function twoByteCodes(): ReadonlyMap<string, number> {
  const codes = new Map<string, number>()
  const decoder = new TextDecoder('gb18030')
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1 && character !== '\ufffd') codes.set(character, lead * 256 + trail)
    }
  return codes
}

/** Text as GB18030 bytes; throws on a character that takes four bytes, which the sample data does not use. */
export function encodeGb18030(text: string): Buffer {
  const codes = twoByteCodes()
  const bytes: number[] = []
  for (const character of text) {
    const code = character.charCodeAt(0) < 0x80 ? character.charCodeAt(0) : codes.get(character)
    if (code === undefined) throw new Error(`no two-byte GB18030 code for ${character}`)
    if (code < 0x80) bytes.push(code)
    else bytes.push(code >> 8, code & 0xff)
  }
  return Buffer.from(bytes)
}
