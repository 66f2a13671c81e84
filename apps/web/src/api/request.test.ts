import { routes } from '@sluice/contract'
import { expect, expectTypeOf, test } from 'vitest'
import { addressOf, errorOf, type AnswerOf, type RequestOf } from './request.ts'

test('path parameters are filled in and escaped, empty query values are left out', () => {
  expect(addressOf(routes.readOutput.path, { params: { id: 'a', output: 'b/c' }, query: { limit: 10, offset: undefined } })).toBe(
    '/api/runs/a/outputs/b%2Fc/rows?limit=10',
  )
  expect(addressOf(routes.downloadFile.path, { query: { path: '数据/a b.csv' } })).toBe(
    '/api/files/content?path=%E6%95%B0%E6%8D%AE%2Fa+b.csv',
  )
})

test('an error answer becomes its code and facts', () => {
  const error = errorOf(409, { error: { code: 'stale-revision', params: { revision: 4 }, current: { id: 1 } } })
  expect(error).toMatchObject({ status: 409, code: 'stale-revision', params: { revision: 4 }, problems: [], current: { id: 1 } })
})

test('an answer of another shape, as a proxy gives it, becomes a code by its status', () => {
  expect(errorOf(502, null)).toMatchObject({ code: 'server-failed', params: { status: 502 } })
  expect(errorOf(401, '<html>')).toMatchObject({ code: 'signed-out' })
  expect(errorOf(404, {})).toMatchObject({ code: 'unexpected-answer' })
})

test('requests and answers have the types of the contract', () => {
  expectTypeOf<RequestOf<'readFlow'>>().toExtend<{ params: { id: string } }>()
  expectTypeOf<{ params: { id: string } }>().toExtend<RequestOf<'readFlow'>>()
  expectTypeOf<object>().not.toExtend<RequestOf<'readFlow'>>()
  expectTypeOf<object>().toExtend<RequestOf<'listFlows'>>()
  expectTypeOf<{ query: { limit: string } }>().toExtend<RequestOf<'listRuns'>>()
  expectTypeOf<AnswerOf<'signOut'>>().toEqualTypeOf<{ signedOut: true }>()
})
