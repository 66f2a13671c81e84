import { expect, test } from 'vitest'
import type { RejectedRow } from '../job.ts'
import { jobOf, putFile, runJob, filesBelow, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'

const COLUMNS = ['name', 'mail'].map((name) => ({ source: name, name, type: 'text' }))
const RULES = [{ rule: 'required', column: 'name' }, { rule: 'email', column: 'mail' }] // prettier-ignore

const flow = (...wires: readonly string[]): FlowParts => ({
  nodes: [
    { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: COLUMNS } },
    { id: 'check', type: 'clean.validate', config: { rules: RULES } },
    { id: 'out', type: 'sink.table' },
    ...(wires.includes('inbox') ? [{ id: 'inbox', type: 'sink.rejected' }] : []),
    ...(wires.includes('file') ? [{ id: 'file', type: 'sink.json', config: { path: 'bad.json' } }] : []),
  ],
  edges: ['in.rows > check.rows', 'check.rows > out.rows', ...wires.map((sink) => `check.rejected > ${sink}.rows`)],
})

async function run(
  parts: FlowParts,
): Promise<{ readonly rejected: readonly RejectedRow[]; readonly files: Readonly<Record<string, string>> }> {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'name,mail\nAnn,ann@example.com\n,nobody\nBo,bo\n')
  const { events, finished } = await runJob(jobOf(folders, parts))
  expect(finished).toMatchObject({ status: 'succeeded-with-rejects', nodes: { check: { rejected: 2 } } })
  return { rejected: events.flatMap((event) => (event.type === 'rejected' ? event.rows : [])), files: await filesBelow(folders.output) }
}

test('a row with several failures tells all of them in the inbox, whether the port is wired to it or not', async () => {
  const left = await run(flow())
  const wired = await run(flow('inbox'))
  expect(wired.rejected).toEqual(left.rejected)
  expect(left.rejected).toMatchObject([
    {
      node: 'check', code: 'value-required', column: 'name', value: null, source: 'in', row: { name: null, mail: 'nobody' },
      failures: [{ code: 'value-required', column: 'name', message: 'name is missing.', value: null }, { code: 'not-an-email', column: 'mail', value: 'nobody' }],
    },
    { node: 'check', code: 'not-an-email', column: 'mail', value: 'bo', row: { name: 'Bo', mail: 'bo' } },
  ]) // prettier-ignore
  expect(left.rejected[1]).not.toHaveProperty('failures')
})

test('a file of rejected rows holds the list, with the message of each failure', async () => {
  const { files } = await run(flow('file', 'inbox'))
  expect(JSON.parse(files['bad.json'] ?? '')).toMatchObject([
    { _errors: [{ code: 'value-required', column: 'name', message: 'name is missing.', value: null }, { code: 'not-an-email', value: 'nobody' }] },
    { _errors: [{ code: 'not-an-email', column: 'mail', value: 'bo' }] },
  ]) // prettier-ignore
})
