import { nearestName } from './nearest-name.ts'

/** A template with its parameters filled in, and the names nobody knows. */
export interface FilledTemplate {
  readonly text: string
  readonly unknown: readonly { readonly name: string; readonly suggestion: string | undefined }[]
}

/** Fills `${name}` in. A parameter that has no value yet stays as it is written; `$${` stands for the two characters `${`. */
export function fillTemplate(template: string, values: ReadonlyMap<string, string | undefined>): FilledTemplate {
  const unknown: { name: string; suggestion: string | undefined }[] = []
  const text = template.replace(/\$\$\{|\$\{([^{}]*)\}/g, (whole, inner: string | undefined) => {
    if (inner === undefined) return '${'
    const name = inner.trim()
    if (!values.has(name)) unknown.push({ name, suggestion: nearestName(name, [...values.keys()]) })
    return values.get(name) ?? whole
  })
  return { text, unknown }
}
