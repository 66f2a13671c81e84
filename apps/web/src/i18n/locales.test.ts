import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const src = fileURLToPath(new URL('..', import.meta.url))
const areas = readdirSync(`${src}/i18n/locales/en`).map((file) => file.replace('.json', ''))
const withoutPlural = (key: string): string => key.replace(/_(?:zero|one|two|few|many|other)$/, '')

function keysOf(texts: unknown, prefix = ''): readonly string[] {
  if (typeof texts === 'string') return [prefix.slice(0, -1)]
  if (typeof texts !== 'object' || texts === null) throw new Error(`${prefix} is neither a text nor a group of texts`)
  return Object.entries(texts).flatMap(([key, value]) => keysOf(value, `${prefix}${key}.`))
}
const read = (language: string, area: string): unknown => JSON.parse(readFileSync(`${src}/i18n/locales/${language}/${area}.json`, 'utf8'))
const textsOf = (language: string): Map<string, readonly string[]> => new Map(areas.map((area) => [area, keysOf(read(language, area))]))
const english = textsOf('en')

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
  .map((path) => ({
    path,
    tree: ts.createSourceFile(
      path,
      readFileSync(`${src}/${path}`, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
      path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    ),
  }))

const visit = (node: ts.Node, see: (node: ts.Node) => void): void => {
  see(node)
  node.forEachChild((child) => visit(child, see))
}

/** The area that a file's bare keys belong to: the first one given to useTranslation. */
function areaOf(tree: ts.SourceFile): string {
  return /useTranslation\(\[?'([\w-]+)'/.exec(tree.text)?.[1] ?? 'shell'
}

/** The keys that a file asks for; a key made of parts counts up to its first variable part. */
function askedFor(tree: ts.SourceFile): readonly { readonly area: string; readonly key: string; readonly whole: boolean }[] {
  const asked: { area: string; key: string; whole: boolean }[] = []
  const add = (text: string, whole: boolean): void => {
    const [first = '', second] = text.split(':')
    asked.push({ area: second === undefined ? areaOf(tree) : first, key: second ?? first, whole })
  }
  const take = (node: ts.Node | undefined): void => {
    if (node === undefined) return
    if (ts.isStringLiteralLike(node)) add(node.text, true)
    else if (ts.isTemplateExpression(node)) add(node.head.text, false)
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(take)
  }
  visit(tree, (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') take(node.arguments[0])
  })
  return asked
}

describe('locale files', () => {
  test.each(areas)('%s has the same keys in both languages, none empty', (area) => {
    const keys = (language: string) => [...new Set(keysOf(read(language, area)).map(withoutPlural))].sort()
    expect(keys('zh-CN')).toEqual(keys('en'))
    expect(JSON.stringify([read('en', area), read('zh-CN', area)])).not.toContain('""')
  })

  test('both languages have the same areas', () => {
    expect(readdirSync(`${src}/i18n/locales/zh-CN`).map((file) => file.replace('.json', ''))).toEqual(areas)
  })

  test.each(areas)('%s uses the same variables in both languages', (area) => {
    const variables = (language: string): Map<string, Set<string>> => {
      const found = new Map<string, Set<string>>()
      const walk = (texts: unknown, key: string): void => {
        if (typeof texts === 'string')
          for (const [, name = ''] of texts.matchAll(/\{\{(\w+)\}\}/g)) found.set(key, (found.get(key) ?? new Set()).add(name))
        else if (typeof texts === 'object' && texts !== null)
          for (const [name, value] of Object.entries(texts)) walk(value, withoutPlural(`${key}.${name}`))
      }
      walk(read(language, area), '')
      return found
    }
    expect(variables('zh-CN')).toEqual(variables('en'))
  })
})

test('every key that the code asks for exists', () => {
  const missing = sources.flatMap(({ path, tree }) =>
    askedFor(tree)
      // The texts of nodes and problems are the catalogue's, which checks them itself.
      .filter(({ area }) => area !== 'catalog')
      .filter(
        ({ area, key, whole }) =>
          !(english.get(area) ?? []).some((known) => (whole ? withoutPlural(known) === key || known === key : known.startsWith(key))),
      )
      .map(({ area, key }) => `${path}: ${area}:${key}`),
  )
  expect(missing).toEqual([])
})

test('no component holds a text of its own', () => {
  const spoken = new Set(['label', 'title', 'placeholder', 'aria-label', 'alt', 'description', 'text', 'tooltip'])
  const found: string[] = []
  for (const { path, tree } of sources) {
    visit(tree, (node) => {
      if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(`${path}: ${node.text.trim()}`)
      if (ts.isJsxAttribute(node) && ts.isIdentifier(node.name) && node.initializer !== undefined && ts.isStringLiteral(node.initializer)) {
        if (spoken.has(node.name.text) && /\p{L}/u.test(node.initializer.text))
          found.push(`${path}: ${node.name.text}="${node.initializer.text}"`)
      }
    })
  }
  expect(found).toEqual([])
})

test('every error code that the server answers with has a text', () => {
  const server = fileURLToPath(new URL('../../../server/src', import.meta.url))
  const codes = readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('.test.'))
    .flatMap((path) =>
      [...readFileSync(`${server}/${path}`, 'utf8').matchAll(/new ApiFailure\([^']*'([a-z-]+)'/g)].map(([, code = '']) => code),
    )
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter((code) => !(english.get('errors') ?? []).includes(`${code}.title`))).toEqual([])
})
