import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SOURCE = import.meta.dirname
const texts = (language: string): Record<string, string> => {
  const file = join(SOURCE, `../../catalog/src/locales/problems/connectors.${language}.json`)
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return Object.fromEntries(Object.entries(parsed ?? {}).map(([code, text]) => [code, String(text)]))
}
const english = texts('en')
const chinese = texts('zh-CN')

/** Every code that the sources raise: in errors, in rejected records, in problems of sinks, in faults. */
function codes(): readonly string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  const found = new Set<string>()
  for (const file of files) {
    const source = readFileSync(join(SOURCE, file), 'utf8')
    for (const [, code] of source.matchAll(/(?:ConnectorError|problem|reject|XmlFault)\(\s*'([a-z][a-z-]+)'/g)) found.add(code ?? '')
    for (const [, code] of source.matchAll(/(?:code: |'entity' \? |fail\([^)]*?, )'([a-z]+(?:-[a-z]+)+)'/g)) found.add(code ?? '')
  }
  return [...found].sort()
}

const placeholders = (text: string | undefined): readonly string[] =>
  [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort()

test('every code has a text in both languages, with the same facts in it', () => {
  const known = codes()
  expect(known.length).toBeGreaterThan(40)
  expect(known.filter((code) => !(code in english) || !(code in chinese))).toEqual([])
  for (const code of Object.keys(english)) expect([code, placeholders(chinese[code])]).toEqual([code, placeholders(english[code])])
})

test('no text is left over', () => {
  expect(Object.keys(english).filter((code) => !codes().includes(code))).toEqual([])
  expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort())
})
