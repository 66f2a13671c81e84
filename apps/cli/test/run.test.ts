import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { main } from '../src/main.ts'
import { folderWith, lastLine, sluice } from './cli.ts'
import { adults, edge, PEOPLE } from './flows.ts'

// Real processes from sources take seconds to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

const counts = (c: object): object => ({ created: 0, merged: 0, filtered: 0, rejected: 0, ...c })

test('run --json tells events and ends with exactly the result', async () => {
  const folder = await folderWith({ 'flow.json': adults, 'people.csv': PEOPLE })
  const ended = await sluice(['run', join(folder, 'flow.json'), '--json', '--out', join(folder, 'out')])
  expect(ended.stderr).toBe('')
  expect(ended.code).toBe(0)
  expect(await readFile(join(folder, 'out', 'adults.csv'), 'utf8')).toBe('name,age\nAnna,30\nCleo,18\n')
  expect(lastLine(ended)).toEqual({
    status: 'succeeded',
    durationMs: expect.any(Number) as unknown,
    nodes: {
      people: counts({ in: expect.anything() as unknown, out: { rows: 3, rejected: 0 }, passed: 3 }),
      trim: counts({ in: { rows: 3 }, out: { rows: 3 }, passed: 3 }),
      adults: counts({ in: { rows: 3 }, out: { rows: 2, removed: 1, rejected: 0 }, passed: 2, filtered: 1 }),
      out: counts({ in: { rows: 2 }, out: {}, passed: 2 }),
    },
    outputs: [{ node: 'out', path: 'adults.csv', rows: 2, bytes: 25 }],
  })
  const types = ended.stdout.trimEnd().split('\n').slice(0, -1).map((line) => (JSON.parse(line) as { type: string }).type) // prettier-ignore
  expect(types[0]).toBe('run-started')
  expect(types).toContain('counts')
})

test('run tells a person how it went, and which rows were rejected why', async () => {
  const folder = await folderWith({ 'flow.json': adults, 'people.csv': `${PEOPLE}Dora,old\n` })
  const ended = await sluice(['run', join(folder, 'flow.json'), '--param', 'least=20'])
  expect(ended.code).toBe(0)
  expect(ended.stderr).toContain('Running Adults')
  expect(ended.stdout).toContain('Succeeded with rejected rows')
  expect(ended.stdout).toContain('people: 1 rows rejected')
  expect(ended.stdout).toContain('age')
  expect(await readFile(join(folder, 'adults.csv'), 'utf8')).toBe('name,age\nAnna,30\n')
  expect((await readdir(folder)).filter((name) => name.startsWith('.sluice-'))).toEqual([])
})

test('--fail-on-rejects makes rejected rows a failure', async () => {
  const folder = await folderWith({ 'flow.json': adults, 'people.csv': 'name,age\nDora,old\n' })
  const ended = await sluice(['run', join(folder, 'flow.json'), '--json', '--fail-on-rejects'])
  expect(ended.code).toBe(1)
  expect(lastLine(ended)).toMatchObject({ status: 'succeeded-with-rejects' })
})

test('a run that fails has exit code 1 and writes nothing', async () => {
  const folder = await folderWith({ 'flow.json': adults })
  const ended = await sluice(['run', join(folder, 'flow.json'), '--json'])
  expect(ended.code).toBe(1)
  expect(lastLine(ended)).toMatchObject({ status: 'failed', outputs: [] })
  expect(ended.stdout).toContain('"code":"file-not-found"')
  expect(await readdir(folder)).toEqual(['flow.json'])
})

const wrong = [
  { name: 'no flow', args: ['run'], says: 'Which flow?' },
  { name: 'a flow that is not there', args: ['run', '/nowhere/flow.json'], says: 'There is no file /nowhere/flow.json' },
  { name: 'an unknown option', args: ['run', 'FLOW', '--fast'], says: '--fast' },
  { name: 'an unknown parameter', args: ['run', 'FLOW', '--param', 'most=1'], says: 'unknown-parameter' },
  { name: 'a parameter without value', args: ['run', 'FLOW', '--param', 'least'], says: '--param NAME=VALUE' },
  { name: 'a parameter of the wrong type', args: ['run', 'FLOW', '--param', 'least=many'], says: 'parameter-wrong-type' },
  { name: 'a host without port', args: ['run', 'FLOW', '--allow-host', 'localhost'], says: 'HOST:PORT' },
  { name: 'too little memory', args: ['run', 'FLOW', '--memory', '10'], says: 'at least 768' },
  { name: 'an unknown command', args: ['walk'], says: 'There is no command walk' },
]

for (const { name, args, says } of wrong)
  test(`${name} has exit code 2 and says what to do`, async () => {
    const folder = await folderWith({ 'flow.json': adults, 'people.csv': PEOPLE })
    let said = ''
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said += String(text))))
    const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    try {
      expect(await main(args.map((arg) => (arg === 'FLOW' ? join(folder, 'flow.json') : arg)))).toBe(2)
    } finally {
      stderr.mockRestore()
      stdout.mockRestore()
    }
    expect(said).toContain(says)
  })

test('a secret comes from the environment or a file, and one that is missing is asked for by name', async () => {
  const nodes = [
    { id: 'rows', type: 'source.http', config: { url: 'http://127.0.0.1:9/', auth: 'bearer', token: { secret: 'crm-token' }, retries: 0, timeoutSeconds: 1, columns: [{ source: 'a', name: 'a', type: 'text' }] } },
    { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
  ] // prettier-ignore
  const folder = await folderWith({
    'flow.json': { sluice: 1, name: 'Secret', nodes, edges: [edge('rows', 'out')] },
    'secrets.json': { 'crm-token': 'canary-4711' },
  })
  const flow = join(folder, 'flow.json')
  const without = await sluice(['run', flow])
  expect(without.code).toBe(2)
  expect(without.stderr).toContain('SLUICE_SECRET_CRM_TOKEN')
  for (const given of [
    await sluice(['run', flow, '--json'], { SLUICE_SECRET_CRM_TOKEN: 'canary-4711' }),
    await sluice(['run', flow, '--json', '--secrets', join(folder, 'secrets.json')]),
  ]) {
    expect(given.code).toBe(1)
    expect(given.stdout + given.stderr).not.toContain('canary-4711')
  }
})

test.each([
  ['the next run of the flow', []],
  ['--resume', ['--resume']],
])('a commit that was cut short between two files is finished by %s', async (_by, options) => {
  const twice = {
    ...adults,
    nodes: [...adults.nodes, { id: 'second', type: 'sink.csv', config: { path: 'second.csv' } }],
    edges: [...adults.edges, edge('adults', 'second')],
  }
  const folder = await folderWith({ 'flow.json': twice, 'people.csv': PEOPLE })
  const out = join(folder, 'out')
  const run = (more: readonly string[] = [], env = {}) => sluice(['run', join(folder, 'flow.json'), '--out', out, '--json', ...more], env)
  const cut = await run([], { SLUICE_CRASH_AT: 'engine:after-apply:1' })
  expect(cut.code).toBe(1)
  expect((await readdir(out)).filter((name) => name.endsWith('.csv'))).toEqual(['adults.csv'])
  const rest = await run(options)
  expect(lastLine(rest)).toMatchObject({ status: 'succeeded' })
  expect(await readFile(join(out, 'second.csv'), 'utf8')).toBe('name,age\nAnna,30\nCleo,18\n')
  expect((await readdir(join(out, '.sluice'))).filter((name) => !name.endsWith('.manifest.json'))).toEqual([])
  const again = await run(['--resume'])
  expect(again.code).toBe(0)
  expect(again.stderr).toContain('nothing to finish')
})
