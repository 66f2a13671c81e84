import { emptyFlow, type Flow } from '@sluice/flow'
import { adoptDataFolder, openStore, runFolder, sharedFolder, workspaceFiles } from '@sluice/store'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { migratedDatabase } from '../../packages/store/test/database.ts'
import { mayMakeNamespaces, namespaces, type Host } from './namespaces.ts'
import { startProgram, type Started } from './programs.ts'

// Two workers with their engines start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const PEOPLE = 'name\nAnn\n王伟\nBen\n'

const copying = (): Flow => {
  const node = (id: string, type: string, config: Flow['nodes'][number]['config']) => ({ id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false }) // prettier-ignore
  const columns = [{ source: 'name', name: 'name', type: 'text' }]
  return {
    ...emptyFlow('People'),
    nodes: [node('people', 'source.csv', { path: 'people.csv', columns }), node('file', 'sink.csv', { path: 'out.csv' })],
    edges: [{ from: { node: 'people', port: 'rows' }, to: { node: 'file', port: 'rows' } }],
  }
}

/** The worker of a host, which must be gone before its network is. */
async function workerOn({ prefix, databaseUrl }: Host, environment: Readonly<Record<string, string>>): Promise<Started & AsyncDisposable> {
  const program = { file: join(process.env['SLUICE_TEST_PROGRAMS'] ?? '', 'worker.js'), execArgv: ['--enable-source-maps'] }
  const usual = { SLUICE_RUN_MEMORY_MB: '768', SLUICE_WARM_RUNS: '0', SLUICE_DRAIN_SECONDS: '0' }
  const worker = await startProgram(program, { ...usual, DATABASE_URL: databaseUrl, ...environment }, prefix)
  return { ...worker, [Symbol.asyncDispose]: () => worker.kill() }
}

// Needs the right to make network namespaces; workers that are killed at every point on one host are tested in any case.
test.skipIf(!mayMakeNamespaces())(
  'what a worker on one host prepared and left behind is applied by one on another host, once',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'sluice-hosts-'))
    onTestFinished(() => rmSync(data, { recursive: true, force: true, maxRetries: 50, retryDelay: 10 }))
    await using database = await migratedDatabase()
    await using two = await namespaces(database.url, 2)
    await adoptDataFolder(database.url, data)
    const store = await openStore(database.url, { key: { file: join(data, 'master.key') } })
    await using _closing = { [Symbol.asyncDispose]: () => store.close() }
    const { workspaceId } = await store.ensureOwner()
    const workspace = store.inWorkspace(workspaceId, 'test')
    const files = workspaceFiles(data, workspaceId)
    mkdirSync(files, { recursive: true })
    writeFileSync(join(files, 'people.csv'), PEOPLE)
    const [here, there] = two.hosts
    const shared = { SLUICE_DATA: data }

    await using first = await workerOn(here!, { ...shared, SLUICE_WORKER_NAME: 'here', SLUICE_CRASH_AT: 'host:after-commit:1' })
    const died = once(first.child, 'exit')
    const { id: flow } = await workspace.flows.create(copying())
    const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
    const stateOf = () => store.database.run.findUniqueOrThrow({ where: { id } })
    await died
    expect(await stateOf()).toMatchObject({ status: 'running', phase: 'committing', worker: 'here' })
    // Whoever would compute it again has nothing to read.
    rmSync(join(files, 'people.csv'))
    await store.database.run.update({ where: { id }, data: { leaseUntil: new Date(0) } })
    await using _second = await workerOn(there!, { ...shared, SLUICE_WORKER_NAME: 'there' })
    await vi.waitUntil(async () => !['queued', 'running'].includes((await stateOf()).status), { timeout: 60_000, interval: 50 })
    expect(await stateOf()).toMatchObject({ status: 'succeeded', attempt: 2, losses: 1, worker: 'there' })

    const artifacts = await store.database.artifact.findMany({ where: { runId: id } })
    expect(artifacts).toMatchObject([{ node: 'file', path: 'out.csv', attempt: 1, rows: 3n }])
    const place = await sharedFolder(data).locate({ workspaceId, runId: id, attempt: 1, path: 'out.csv' })
    expect(readFileSync(place?.file ?? '', 'utf8')).toBe(PEOPLE)
    const left = readdirSync(runFolder(data, id), { recursive: true, encoding: 'utf8' }).filter((name) => /out|part$/.test(name))
    expect(left).toEqual([expect.stringMatching(/out\.csv$/)])
  },
)
