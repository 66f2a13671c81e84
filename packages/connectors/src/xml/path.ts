/** Where records are in an XML document. */
export interface RecordPath {
  /** Not from the root: any element whose path ends like this. */
  readonly anywhere: boolean
  readonly steps: readonly string[]
}

/** A name as an element or attribute bears it. */
export interface XmlName {
  /** `{uri}local` when namespaces are declared in the node, else as written. */
  readonly full: string
  readonly local: string
}

export type Prefixes = ReadonlyMap<string, string>

/** `p:name` becomes `{uri}name` for a declared prefix; other names stay as they are. */
function expand(step: string, prefixes: Prefixes): string {
  const attribute = step.startsWith('@') ? '@' : ''
  const name = step.slice(attribute.length)
  const colon = name.indexOf(':')
  const uri = colon < 0 ? undefined : prefixes.get(name.slice(0, colon))
  return uri === undefined ? step : `${attribute}{${uri}}${name.slice(colon + 1)}`
}

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Reads `customers/customer` or `//customer`; the empty path is the document's element. */
export function recordPath(text: string, prefixes: Prefixes): RecordPath {
  const anywhere = text.startsWith('//')
  const steps = text.split('/').filter((step) => step !== '' && step !== '.')
  return { anywhere, steps: steps.length === 0 ? ['*'] : steps.map((step) => expand(step, prefixes)) }
}

const stepMatches = (step: string, name: XmlName): boolean => step === '*' || step === name.full || step === name.local

/** True when the innermost element of `stack` is a record. */
export function isRecord(path: RecordPath, stack: readonly XmlName[]): boolean {
  const from = stack.length - path.steps.length
  if (path.anywhere ? from < 0 : from !== 0) return false
  return path.steps.every((step, index) => {
    const name = stack[from + index]
    return name !== undefined && stepMatches(step, name)
  })
}

/** How a column is found: its steps below the record, and whether it takes many elements. */
export interface XmlColumn {
  readonly steps: readonly string[]
  readonly many: boolean
}

/** Reads `a/b`, `@id`, `a/@x`, `a[]`; `.` is the record itself. */
export function xmlColumn(source: string, isList: boolean, prefixes: Prefixes): XmlColumn {
  const many = isList || source.includes('[]')
  const steps = source.replaceAll('[]', '').split('/').filter((step) => step !== '' && step !== '.') // prettier-ignore
  return { steps: steps.map((step) => expand(step, prefixes)), many }
}
