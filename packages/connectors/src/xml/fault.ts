/** What is wrong with a document, in words that have a text in every language. */
export type XmlFaultCode =
  | 'broken-xml' | 'xml-dtd-refused' | 'xml-entity-refused' | 'xml-tag-mismatch' | 'truncated-xml' // prettier-ignore

/** Thrown at the place where a document stops being well-formed. */
export class XmlFault extends Error {
  readonly code: XmlFaultCode
  /** Offset in the whole text, line ends counted as one. */
  readonly at: number
  readonly params: Readonly<Record<string, string>>
  constructor(code: XmlFaultCode, at: number, params: Readonly<Record<string, string>> = {}) {
    super(code)
    this.code = code
    this.at = at
    this.params = params
  }
}
