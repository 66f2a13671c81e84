import { expect, test } from 'vitest'
import { errors, runExample } from '../run-example.ts'

test('the later source wins: name John, age "30"', async () => {
  await using run = await runExample('json-xml-merge')
  expect([run.finished.status, errors(run.finished)]).toEqual(['succeeded', []])
  expect(JSON.parse(await run.read('merged-person.json'))).toEqual([{ name: 'John', age: '30' }])
  expect(run.finished.nodes['merge']).toMatchObject({ passed: 0, merged: 2, created: 1 })
  expect(run.finished.outputs.map(({ node, rows }) => [node, rows])).toEqual([
    ['result', 1],
    ['shown', 1],
  ])
})
