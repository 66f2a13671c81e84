const types: Readonly<Record<string, { readonly type: string; readonly config: Record<string, string> }>> = {
  csv: { type: 'source.csv', config: {} },
  tsv: { type: 'source.csv', config: {} },
  txt: { type: 'source.csv', config: {} },
  json: { type: 'source.json', config: { layout: 'document' } },
  jsonl: { type: 'source.json', config: { layout: 'lines' } },
  ndjson: { type: 'source.json', config: { layout: 'lines' } },
  xml: { type: 'source.xml', config: {} },
}

/** The endings of files that a flow can start from. */
export const startable = Object.keys(types).map((ending) => `.${ending}`)

/** The source that reads a file of this name; undefined when there is none. */
export function sourceForFile(path: string): { readonly type: string; readonly config: Record<string, string> } | undefined {
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  const found = Object.hasOwn(types, ending) ? types[ending] : undefined
  return found === undefined ? undefined : { type: found.type, config: { ...found.config, path } }
}

/** The name of a file without folder and ending, as a person would call the flow. */
export const titleOfFile = (path: string): string =>
  path
    .replace(/^.*\//, '')
    .replace(/\.[^.]+$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
