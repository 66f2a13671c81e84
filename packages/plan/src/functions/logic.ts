import type { Scalar } from '../scalar.ts'
import { BOOLEAN, TEXT, type DataType } from '../types.ts'
import { always, define, parameter, type FunctionDefinition } from './definition.ts'

const first = (args: readonly Scalar[]): DataType => args[0]?.type ?? TEXT
const same = { same: true } as const

const comparison = (name: string, accepts: 'any' | 'comparable'): FunctionDefinition =>
  define({
    name,
    group: 'logic',
    internal: true,
    parameters: [parameter('left', accepts, same), parameter('right', accepts, same)],
    result: always(BOOLEAN),
  })

const connective = (name: string): FunctionDefinition =>
  define({
    name,
    group: 'logic',
    internal: true,
    missing: 'own',
    parameters: [parameter('condition', 'boolean', { repeated: true })],
    result: always(BOOLEAN),
  })

/** Comparison, choice and conditions. `and`, `or` and `not` follow three-valued logic. */
export const logicFunctions: readonly FunctionDefinition[] = [
  connective('and'),
  connective('or'),
  define({ name: 'not', group: 'logic', internal: true, parameters: [parameter('condition', 'boolean')], result: always(BOOLEAN) }),
  comparison('eq', 'any'),
  comparison('ne', 'any'),
  comparison('lt', 'comparable'),
  comparison('le', 'comparable'),
  comparison('gt', 'comparable'),
  comparison('ge', 'comparable'),
  define({
    name: 'same_value',
    group: 'logic',
    internal: true,
    missing: 'own',
    parameters: [parameter('left', 'any', same), parameter('right', 'any', same)],
    result: always(BOOLEAN),
  }),
  define({
    name: 'between',
    group: 'logic',
    internal: true,
    parameters: [parameter('value', 'comparable', same), parameter('low', 'comparable', same), parameter('high', 'comparable', same)],
    result: always(BOOLEAN),
  }),
  define({
    name: 'in_list',
    group: 'logic',
    internal: true,
    parameters: [parameter('value', 'any', same), parameter('item', 'any', { same: true, repeated: true })],
    result: always(BOOLEAN),
  }),
  define({ name: 'is_missing', group: 'logic', missing: 'own', parameters: [parameter('value', 'any')], result: always(BOOLEAN) }),
  define({
    name: 'is_blank',
    group: 'logic',
    missing: 'own',
    parameters: [parameter('text', 'text')],
    result: always(BOOLEAN),
    repeats: 2,
  }),
  define({
    name: 'coalesce',
    group: 'logic',
    missing: 'skips',
    parameters: [parameter('value', 'any', { same: true, repeated: true })],
    result: first,
  }),
  define({
    name: 'if',
    group: 'logic',
    missing: 'own',
    parameters: [parameter('condition', 'boolean'), parameter('then', 'any', same), parameter('otherwise', 'any', same)],
    result: (args) => args[1]?.type,
  }),
  define({
    name: 'nullif',
    group: 'logic',
    missing: 'own',
    parameters: [parameter('value', 'any', same), parameter('unwanted', 'any', same)],
    result: first,
  }),
  define({
    name: 'widen',
    group: 'convert',
    internal: true,
    fallible: ([value], result) => value?.type.kind === 'integer' && value.type.bits === 128 && result.kind === 'decimal',
    parameters: [parameter('value', 'any')],
    result: first,
  }),
  define({
    name: 'checked',
    group: 'convert',
    internal: true,
    missing: 'own',
    fallible: true,
    parameters: [parameter('value', 'any'), parameter('origin', 'any')],
    result: first,
  }),
]
