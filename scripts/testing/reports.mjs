/** What failed, in a few lines each, from the JSON reports of Vitest and Playwright: shown again below the counts, where it is looked for. */
import { root } from '../steps.mjs'

const LINES = 14
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'gu')

const shorten = (text) =>
  String(text)
    .replace(COLOURS, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('node_modules'))
    .slice(0, LINES)
    .map((line) => `    ${line}`)
    .join('\n')

const describe = (where, title, messages) => `failed: ${where} › ${title}\n${messages.map(shorten).join('\n')}`

/** The failed tests of a report of Vitest, and files that could not be read. */
export const failedTests = (report) =>
  report.testResults.flatMap((file) => {
    const where = file.name.replace(`${root}/`, '')
    const failed = file.assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0 && file.status === 'failed') return [describe(where, 'the file itself', [file.message])]
    return failed.map((test) => describe(where, test.fullName, test.failureMessages))
  })

/** Tests of Vitest that were left out here, each with its name: what it needs stands in there. */
export const skippedTests = (report) =>
  report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'skipped' || test.status === 'pending')
      .map((test) => `${file.name.replace(`${root}/`, '')} › ${test.fullName}`),
  )

/** The failed journeys of a report of Playwright. */
export const failedJourneys = (report) => {
  const inSuite = (suite) => [
    ...(suite.suites ?? []).flatMap(inSuite),
    ...(suite.specs ?? [])
      .filter((spec) => !spec.ok)
      .map((spec) => {
        const errors = spec.tests.flatMap((test) => test.results.flatMap((result) => result.errors.map((error) => error.message)))
        return describe(spec.file, spec.title, errors)
      }),
  ]
  return [...report.suites.flatMap(inSuite), ...report.errors.map((error) => describe('Playwright', 'the run itself', [error.message]))]
}

/** The test files that took longest, one line each: where minutes go that CI hasn't got. */
export const slowestFiles = (report, count = 10) =>
  report.testResults
    .map(({ name, startTime, endTime }) => ({ name: name.replace(`${root}/`, ''), seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`)
