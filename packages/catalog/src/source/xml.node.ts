import { file, items, schema, text } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS } from '../kit/node.ts'
import { scanTyped } from '../kit/scan-typed.ts'

/** The prefixes that a path of names uses; attribute marks and repeats left aside. */
const prefixes = (path: string): readonly string[] =>
  path
    .split('/')
    .map((step) => /^@?([^:]+):/.exec(step)?.[1])
    .filter((prefix) => prefix !== undefined)

/** Reads records out of an XML file. */
export const sourceXml = defineNode({
  type: 'source.xml',
  version: 1,
  group: 'source',
  icon: 'file-type-xml',
  probe: true,
  fields: {
    path: file({ accept: ['.xml'] }),
    recordPath: text({ maxLength: 1_000, required: true, code: true }),
    columns: schema(),
    namespaces: items(
      { prefix: text({ maxLength: 100, required: true, code: true }), uri: text({ maxLength: 2_000, required: true, code: true }) },
      { advanced: true },
    ),
  },
  inputs: [],
  outputs: [ROWS, REJECTED],
  summary: ({ path, recordPath }) => (path === '' ? { key: 'empty' } : { key: 'file', params: { path, recordPath } }),
  lower: (context) => {
    const { config, problem } = context
    // Without namespaces the paths take names as they are written in the file, prefixes included.
    const asWritten = config.namespaces.length === 0
    const known = new Set(['xml', ...config.namespaces.map((namespace) => namespace.prefix)])
    const check = (path: string, at: readonly (string | number)[]): void => {
      for (const prefix of prefixes(path)) if (!asWritten && !known.has(prefix)) problem('error', 'unknown-prefix', at, { prefix })
    }
    check(config.recordPath, ['recordPath'])
    config.columns.forEach((column, index) => { check(column.source, ['columns', index, 'source']) }) // prettier-ignore
    return scanTyped(context, 'xml', config.columns)
  },
})
