import { expect, test } from 'vitest'
import { sinkCsv } from '../sink/csv.node.ts'
import { sourceCsv } from '../source/csv.node.ts'
import { readConfig } from './read-config.ts'
import { runTexts } from './run-texts.ts'

const run = runTexts('2026-02-28T23:45:07.5Z', 'Asia/Shanghai')

const pathOf = (definition: typeof sinkCsv | typeof sourceCsv, path: string, parameters = new Map<string, string>()) => {
  const { config, problems } = readConfig(definition, { path }, parameters, () => run)
  return [config?.['path'], ...problems.map((problem) => [problem.code, problem.params?.['name'], problem.params?.['suggestion']])]
}

test('the name of a file to be written may hold day and time of the run, in the zone of the flow', () => {
  expect(pathOf(sinkCsv, 'out/${run.date}/a-${run.time}.csv')).toEqual(['out/2026-03-01/a-074507.csv'])
  expect(pathOf(sinkCsv, '${run.year}${run.month}${run.day}-${region}.csv', new Map([['region', 'east']]))).toEqual(['20260301-east.csv'])
  expect(pathOf(sinkCsv, '$${run.date}.csv')).toEqual(['${run.date}.csv'])
})

test('other names are told, with the one that was meant; a file to be read has no run to name', () => {
  expect(pathOf(sinkCsv, '${run.dat}.csv')).toEqual(['${run.dat}.csv', ['unknown-parameter', 'run.dat', 'run.date']])
  expect(pathOf(sourceCsv, '${run.date}.csv')).toEqual(['${run.date}.csv', ['unknown-parameter', 'run.date', undefined]])
})

test('a zone that is none counts as UTC; the flow is told of it elsewhere', () => {
  expect(runTexts('2026-02-28T23:45:07Z', 'Nowhere').get('run.date')).toBe('2026-02-28')
})
