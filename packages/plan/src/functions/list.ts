import { BOOLEAN, INTEGER, TEXT } from '../types.ts'
import { always, constantText, define, parameter, type FunctionDefinition } from './definition.ts'

const list = parameter('list', 'list')

/** Reads a dotted path such as `address.city` or `items[0].sku`; undefined when it is none. Numbers count from 0. */
export function parsePath(path: string): readonly (string | number)[] | undefined {
  if (!/^[^.[\]]+(?:\[\d{1,6}\])*(?:\.[^.[\]]+(?:\[\d{1,6}\])*)*$/.test(path) || path.length > 500) return undefined
  return path.split('.').flatMap((step) => [...step.matchAll(/\[(\d+)\]|[^[\]]+/g)].map((m) => (m[1] === undefined ? m[0] : Number(m[1]))))
}

/** Functions over lists and records, which are JSON text. A part that is not there is missing. */
export const listFunctions: readonly FunctionDefinition[] = [
  define({
    name: 'json_value',
    group: 'list',
    missing: 'own',
    fallible: true,
    parameters: [parameter('record', 'json'), parameter('path', 'text', { constant: true })],
    result: always(TEXT),
    check: (args) => {
      const path = constantText(args[1]) ?? ''
      return parsePath(path) === undefined ? { code: 'bad-path', params: { path }, argument: 1 } : undefined
    },
    repeats: 4,
  }),
  define({ name: 'list_length', group: 'list', parameters: [list], result: always(INTEGER), fallible: true }),
  define({
    name: 'list_contains',
    group: 'list',
    parameters: [list, parameter('value', 'text')],
    result: always(BOOLEAN),
    fallible: true,
  }),
  define({
    name: 'list_item',
    group: 'list',
    missing: 'own',
    parameters: [list, parameter('index', 'integer', { constant: true })],
    result: always(TEXT),
    fallible: true,
    repeats: 4,
  }),
  define({
    name: 'list_join',
    group: 'list',
    missing: 'skips',
    parameters: [list, parameter('separator', 'text', { constant: true })],
    result: always(TEXT),
    fallible: true,
  }),
]
