import { catalogLocales } from '@sluice/catalog'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { messageFacts } from './message-facts.ts'

test('facts come out of a message as they went in', () => {
  expect(messageFacts('{{column}} is longer than {{max}} characters', 'name is longer than 20 characters')).toEqual({
    column: 'name',
    max: '20',
  })
  expect(
    messageFacts('“{{value}}” (column {{column}}) is no date like {{format}}.', '“a.b (c)” (column x*y) is no date like yyyy-MM-dd.'),
  ).toEqual({
    value: 'a.b (c)',
    column: 'x*y',
    format: 'yyyy-MM-dd',
  })
  expect(messageFacts('{{a}} and {{a}}', 'x and x')).toEqual({ a: 'x' })
})

test('a message of another template gives nothing', () => {
  expect(messageFacts('{{column}} is empty', 'name is longer')).toEqual({})
  expect(messageFacts('{{a}} and {{a}}', 'x and y')).toEqual({})
})

test('every English message is told from its own facts', () => {
  const problems = catalogLocales.en['problems'] ?? {}
  const templates = Object.values(problems).flatMap((text) => (typeof text === 'string' && text.includes('{{') ? [text] : []))
  expect(templates.length).toBeGreaterThan(50)
  fc.assert(
    fc.property(fc.constantFrom(...templates), fc.stringMatching(/^[a-z0-9]{1,8}$/), (template, value) => {
      const message = template.replaceAll(/\{\{\w+\}\}/g, value)
      const facts = messageFacts(template, message)
      expect(template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => facts[name] ?? '')).toBe(message)
    }),
  )
})
