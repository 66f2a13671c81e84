import { readFileSync } from 'node:fs'
import { checkExpression, publicFunctions, type Column } from '@sluice/plan'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const helpSchema = z.record(z.string(), z.strictObject({ example: z.string().min(1), help: z.string().min(1) }))
const textsSchema = z.record(z.string(), z.string().min(1))

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`./${path}`, import.meta.url), 'utf8'))
const source = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const names = publicFunctions.map((f) => f.name).sort()

describe.each(['en', 'zh-CN'])('in %s', (language) => {
  const help = helpSchema.parse(read(`functions.${language}.json`))

  test('every function has help, and nothing else has', () => expect(Object.keys(help).sort()).toEqual(names))

  test.each(Object.entries(help))('the example of %s is accepted but for the types of its columns', (name, { example }) => {
    const { problems } = checkExpression(example, { columns: columns(example, name) })
    expect(problems).toEqual([])
  })
})

/** Columns of the type that each function takes, named as in its example. */
function columns(example: string, name: string): readonly Column[] {
  const group = publicFunctions.find((f) => f.name === name)
  const accepts = new Set(group?.parameters.map((p) => p.accepts))
  const kind = accepts.has('temporal') || accepts.has('instant') ? 'instant' : accepts.has('list') ? 'list' : accepts.has('json') ? 'record' : accepts.has('number') || example.includes('>') ? 'float' : 'text' // prettier-ignore
  const words = [...example.replace(/'[^']*'/g, '').matchAll(/[a-z_]+(?![a-z_]*\()/g)].map((m) => m[0])
  return [...new Set(words)].map((word, i) => ({ id: `c${i}`, name: word, type: { kind } }))
}

describe.each([
  ['plan', ['functions', 'expression'].map((folder) => `plan/src/${folder}`)],
  ['flow', ['flow/src']],
])('problems of %s', (area, folders) => {
  const [en, zh] = ['en', 'zh-CN'].map((language) => textsSchema.parse(read(`problems/${area}.${language}.json`)))

  test('have texts in both languages with the same facts', () => {
    const facts = (text: string | undefined): readonly string[] => [...new Set((text ?? '').match(/\{\{\w+\}\}/g))].sort()
    expect(Object.keys(zh ?? {})).toEqual(Object.keys(en ?? {}))
    for (const [code, text] of Object.entries(en ?? {})) expect([code, facts(zh?.[code])]).toEqual([code, facts(text)])
  })

  test('name every code that the sources emit', () => {
    const files: Readonly<Record<string, readonly string[]>> = {
      'plan/src/functions': ['convert', 'date', 'list', 'number-format', 'resolve', 'text'],
      'plan/src/expression': ['check', 'check-call', 'check-names', 'cursor', 'parse', 'parse-primary', 'tokenize'],
      'flow/src': ['graph', 'load', 'migrate', 'safe-json'],
    }
    const text = folders.flatMap((folder) => (files[folder] ?? []).map((file) => source(`${folder}/${file}.ts`))).join('\n')
    const emitted = [...text.matchAll(/(?:report|fail|problem|error|refuse)\(\s*'([a-z]+(?:-[a-z0-9]+)*)'|code: '([a-z-]+)'/g)].map(
      (m) => m[1] ?? m[2] ?? '',
    )
    expect(emitted.length).toBeGreaterThan(10)
    expect(emitted.filter((code) => !Object.hasOwn(en ?? {}, code))).toEqual([])
  })
})
