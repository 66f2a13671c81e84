import { findConnectionType } from '@sluice/catalog'
import type { ConnectionDto } from '@sluice/contract'
import { expect, test } from 'vitest'
import { draftOf, draftProblems, isName, movedSettings, neededAgain, newDraft, sentSecrets } from './draft.ts'

const type = findConnectionType('postgresql')!
const config = { host: 'db.example', port: 5432, database: 'shop', user: 'ada', ssl: 'verify-full', ca: '', schema: '' }
const saved: ConnectionDto = {
  name: 'shop',
  type: 'postgresql',
  config,
  secrets: ['password'],
  version: 2,
  createdAt: '',
  updatedAt: '',
  updatedBy: '',
  testedAt: null,
  testProblem: null,
  usedBy: [],
}

test('a new draft lacks what has to be filled in', () => {
  const paths = draftProblems(type, undefined, newDraft(type)).map(({ path }) => path?.join('.'))
  expect(paths).toEqual(['host', 'database', 'user'])
})

test('an unchanged draft sends no secret and keeps the saved one', () => {
  const draft = { ...draftOf(saved), secrets: { password: '' } }
  expect(sentSecrets(draft)).toEqual({})
  expect(draftProblems(type, saved, draft)).toEqual([])
})

test.each([
  ['host', 'elsewhere.example'],
  ['port', 5433],
  ['database', 'other'],
  ['user', 'eve'],
  ['ssl', 'disable'],
])('with another %s the saved password is needed again', (name, value) => {
  const draft = { ...draftOf(saved), config: { ...config, [name]: value } }
  expect(movedSettings(type, saved, draft)).toEqual([name])
  expect(neededAgain(type, saved, draft)).toEqual(['password'])
  expect(draftProblems(type, saved, draft)).toMatchObject([{ code: 'setting-required', path: ['password'] }])
  expect(draftProblems(type, saved, { ...draft, secrets: { password: 'typed' } })).toEqual([])
  expect(sentSecrets({ ...draft, secrets: { password: null } })).toEqual({ password: null })
  expect(draftProblems(type, saved, { ...draft, secrets: { password: null } })).toEqual([])
})

test('the search path leads nowhere else', () => {
  expect(neededAgain(type, saved, { ...draftOf(saved), config: { ...config, schema: 'sales' } })).toEqual([])
})

test.each([
  ['warehouse-2', true],
  ['2', false],
  ['a b', false],
  ['', false],
])('%j as a name: %s', (name, expected) => expect(isName(name)).toBe(expected))
