/** The XML declaration (XML 1.0, production 23). */
export const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.\d\1(\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\3)?(\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*\?>$/
/** Characters that no XML 1.0 document may hold. */
export const FORBIDDEN = new RegExp(`[${['\u0000-\u0008', '\u000b\u000c', '\u000e-\u001f'].join('')}]|\xef\xbf[\xbe\xbf]`)

/** White space between the parts of a tag; line ends are all one character here. */
export const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09
