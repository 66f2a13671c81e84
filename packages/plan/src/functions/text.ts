import { BOOLEAN, INTEGER, TEXT } from '../types.ts'
import { always, constantText, define, parameter, type CallProblem, type FunctionDefinition } from './definition.ts'
import type { Scalar } from '../scalar.ts'
import { patternProblem } from './pattern.ts'

const value = parameter('text', 'text')

const checkPattern = (args: readonly Scalar[]): CallProblem | undefined => {
  const reason = patternProblem(constantText(args[1]) ?? '')
  return reason === undefined ? undefined : { code: 'bad-pattern', params: { reason }, argument: 1 }
}

const simple = (name: string, o: Partial<FunctionDefinition> = {}): FunctionDefinition =>
  define({ name, group: 'text', parameters: [value], result: always(TEXT), ...o })

const test = (name: string): FunctionDefinition =>
  define({ name, group: 'text', parameters: [value, parameter('part', 'text')], result: always(BOOLEAN) })

const pad = (name: string): FunctionDefinition =>
  define({
    name,
    group: 'text',
    parameters: [value, parameter('length', 'integer'), parameter('filler', 'text', { optional: true, constant: true })],
    result: always(TEXT),
    fallible: true,
    check: (args) => (args[2] !== undefined && constantText(args[2]) === '' ? { code: 'empty-text', params: {}, argument: 2 } : undefined),
    repeats: 3,
  })

const part = (name: string): FunctionDefinition =>
  define({ name, group: 'text', parameters: [value, parameter('count', 'integer')], result: always(TEXT) })

/** Functions over text. Positions and lengths count characters, from 1. */
export const textFunctions: readonly FunctionDefinition[] = [
  simple('trim', { repeats: 2 }),
  simple('trim_all'),
  simple('collapse_spaces'),
  simple('upper'),
  simple('lower'),
  simple('title'),
  simple('sentence', { repeats: 2 }),
  simple('length', { result: always(INTEGER) }),
  part('left'),
  part('right'),
  define({
    name: 'substring',
    group: 'text',
    parameters: [value, parameter('start', 'integer'), parameter('count', 'integer', { optional: true })],
    result: always(TEXT),
  }),
  define({
    name: 'replace',
    group: 'text',
    parameters: [value, parameter('find', 'text'), parameter('with', 'text')],
    result: always(TEXT),
  }),
  define({
    name: 'replace_regex',
    group: 'text',
    parameters: [value, parameter('pattern', 'text', { constant: true }), parameter('with', 'text', { constant: true })],
    result: always(TEXT),
    check: checkPattern,
  }),
  define({
    name: 'matches_regex',
    group: 'text',
    parameters: [value, parameter('pattern', 'text', { constant: true })],
    result: always(BOOLEAN),
    check: checkPattern,
  }),
  define({
    name: 'extract_regex',
    group: 'text',
    parameters: [
      value,
      parameter('pattern', 'text', { constant: true }),
      parameter('group', 'integer', { optional: true, constant: true }),
    ],
    result: always(TEXT),
    check: checkPattern,
    repeats: 2,
  }),
  test('contains'),
  test('starts_with'),
  test('ends_with'),
  define({
    name: 'concat',
    group: 'text',
    missing: 'skips',
    parameters: [parameter('value', 'any', { repeated: true })],
    result: always(TEXT),
  }),
  define({
    name: 'split_part',
    group: 'text',
    parameters: [value, parameter('separator', 'text'), parameter('index', 'integer')],
    result: always(TEXT),
  }),
  pad('pad_left'),
  pad('pad_right'),
  simple('to_half_width', { repeats: 3 }),
  simple('nfc'),
  simple('digits_only', { repeats: 3 }),
  define({
    name: 'phone_e164',
    group: 'text',
    missing: 'own',
    parameters: [value, parameter('country_code', 'text', { constant: true })],
    result: always(TEXT),
    check: (args) =>
      /^[1-9]\d{0,2}$/.test(constantText(args[1]) ?? '') ? undefined : { code: 'bad-country-code', params: {}, argument: 1 },
    repeats: 9,
  }),
  define({
    name: 'like',
    group: 'text',
    internal: true,
    parameters: [value, parameter('pattern', 'text')],
    result: always(BOOLEAN),
  }),
  define({ name: 'join', group: 'text', internal: true, parameters: [value, parameter('other', 'text')], result: always(TEXT) }),
]
