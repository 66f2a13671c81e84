import { emptyFlow, type Flow } from '@sluice/flow'
import { sharedFolder } from '@sluice/store'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seededRandom } from '../measure/random.ts'
import { TARGET, type Site } from './site.ts'

/** A run whose effects are known beforehand. `tag` is on each of its rows and on those of no other run. */
export interface Work {
  readonly runId: string
  readonly tag: string
  readonly rows: readonly (readonly [tag: string, n: number, text: string])[]
  /** Values of `n` that are no numbers: their rows are rejected, and kept for the inbox. */
  readonly broken: readonly string[]
}

/** Rows that should be in the sinks and are not, rows that are there too often, and what was left lying about. */
export interface Found {
  readonly lost: number
  readonly doubled: number
  /** Scratch folders and parts of this run that nobody will come back for. */
  readonly left: number
  /** Why the run did not succeed. */
  readonly failure?: string
}

const COLUMNS = [
  { source: 'tag', name: 'tag', type: 'text' },
  { source: 'n', name: 'n', type: 'integer' },
  { source: 'text', name: 'text', type: 'text' },
]

/**
 * Tables of a target database: `facts` without any key takes every row twice that is written twice; `states` is written by
 * key, and a trigger of the database notes each change of a row in `changes`, so that an upsert done twice shows too.
 */
export const makeTables = (site: Site): Promise<unknown> =>
  site.target(`CREATE TABLE facts (tag text, n int, text text);
    CREATE TABLE states (n int PRIMARY KEY, tag text, text text);
    CREATE TABLE changes (tag text, n int, text text);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO changes VALUES (NEW.tag, NEW.n, NEW.text); RETURN NEW; END';
    CREATE TRIGGER note AFTER INSERT OR UPDATE ON states FOR EACH ROW EXECUTE FUNCTION note()`)

type Config = Flow['nodes'][number]['config']

/** Where the rows of a run come from: a type of node and its settings. The columns of the rows are added. */
export interface Source {
  readonly type: string
  readonly config: Config
}

function workFlow(name: string, source: Source, sinks: Config): Flow {
  const node = (id: string, type: string, config: Config) => ({ id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false }) // prettier-ignore
  const edge = (to: string) => ({ from: { node: 'in', port: 'rows' }, to: { node: to, port: 'rows' } })
  const table = { connection: { connection: TARGET }, ...sinks }
  return {
    ...emptyFlow(name),
    nodes: [
      node('in', source.type, { ...source.config, columns: COLUMNS }),
      node('facts', 'sink.postgresql', { ...table, table: 'facts', mode: 'insert' }),
      node('states', 'sink.postgresql', { ...table, table: 'states', mode: 'upsert', keys: ['n'] }),
      node('lines', 'sink.csv', { path: 'lines.csv' }),
      node('records', 'sink.json', { path: 'records.json' }),
    ],
    edges: ['facts', 'states', 'lines', 'records'].map(edge),
  }
}

/** One row of so many is broken. */
const BROKEN = 50

export interface Asked {
  /** Runs at the same time need keys of their own, from here on. */
  readonly firstKey?: number
  /** Puts the rows where the flow reads them; absent: into a file, some broken ones among them. */
  readonly give?: (rows: Work['rows']) => Promise<Source>
  /** Further settings of the tables that are written. */
  readonly sinks?: Config
}

/** Sets a run going that takes `count` seeded rows into two tables and two files. Failures of its own are tried again at once. */
export async function startWork(site: Site, tag: string, count: number, { firstKey = 0, give, sinks = {} }: Asked = {}): Promise<Work> {
  const { workspace } = site
  const random = seededRandom(Buffer.from(tag).reduce((sum, byte) => sum * 31 + byte, 7))
  const rows = Array.from({ length: count }, (_, n) => [tag, firstKey + n, `${Math.floor(random() * 1e9).toString(36)} 王`] as const)
  const broken = give === undefined ? Array.from({ length: Math.ceil(count / BROKEN) }, (_, i) => `${tag}-${i}`) : []
  const source = await (give ?? ((good) => inFile(site, tag, good, broken)))(rows)
  const { id } = await workspace.flows.create(workFlow(tag, source, sinks))
  await workspace.flows.writePolicy(id, 0, { attempts: 20, backoffSeconds: 0, maxBackoffSeconds: 1, priority: 0 })
  const run = await workspace.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })
  return { runId: run.id, tag, rows, broken }
}

function inFile({ files }: Site, tag: string, rows: Work['rows'], broken: readonly string[]): Promise<Source> {
  const lines = rows.map((row) => row.join(','))
  broken.forEach((n, i) => lines.splice(i * (BROKEN + 1), 0, `${tag},${n},broken`))
  const path = `${tag}.csv`
  writeFileSync(join(files, path), `tag,n,text\n${lines.join('\n')}\n`)
  return Promise.resolve({ type: 'source.csv', config: { path } })
}

/** Compares what is in the sinks and in the inbox of rejected rows with what belongs there, row by row. A run that has not succeeded has lost everything. */
export async function lookAt(site: Site, { runId, tag, rows, broken }: Work): Promise<Found> {
  const run = await site.store.database.run.findUniqueOrThrow({ where: { id: runId } })
  if (run.status !== (broken.length === 0 ? 'succeeded' : 'succeeded-with-rejects'))
    return { lost: rows.length, doubled: 0, left: 0, failure: `run ${tag} is ${run.status}: ${JSON.stringify(run.problems)}` }
  const expected = rows.map(keyOf)
  const inTable = async (table: string): Promise<readonly string[]> =>
    (await site.target(`SELECT tag, n, text FROM ${table} WHERE tag = '${tag}'`)).map(keyOf)
  const [facts, states, changes, lines, records] = await Promise.all([
    inTable('facts'),
    inTable('states'),
    inTable('changes'),
    readOutput(site, runId, 'lines').then((text) => text.trimEnd().split('\n').slice(1).map((line) => keyOf(line.split(',')))), // prettier-ignore
    readOutput(site, runId, 'records').then((text) => recordsOf(text).map(({ tag, n, text }) => keyOf([tag, n, text]))),
  ])
  const inbox = await site.store.database.rejectedRow.findMany({ where: { runId }, select: { value: true } })
  const found = [facts, states, changes, lines, records].map((there) => compare(expected, there))
  found.push(
    compare(
      broken,
      inbox.map(({ value }) => value ?? ''),
    ),
  )
  const sum = (of: 'lost' | 'doubled'): number => found.reduce((total, one) => total + one[of], 0)
  return { lost: sum('lost'), doubled: sum('doubled'), left: countLeft(site, runId) }
}

const keyOf = (row: readonly unknown[]): string => row.map(String).join('|')

/** Boundary: the file that a JSON sink wrote. */
const recordsOf = (text: string): readonly { tag: unknown; n: unknown; text: unknown }[] =>
  JSON.parse(text) as { tag: unknown; n: unknown; text: unknown }[]

/** How often each row is missing or too many. */
export function compare(expected: readonly string[], there: readonly string[]): Pick<Found, 'lost' | 'doubled'> {
  const open = new Map<string, number>()
  for (const key of expected) open.set(key, (open.get(key) ?? 0) + 1)
  let doubled = 0
  for (const key of there) {
    const times = open.get(key) ?? 0
    if (times === 0) doubled++
    else open.set(key, times - 1)
  }
  return { lost: [...open.values()].reduce((sum, times) => sum + times, 0), doubled }
}

async function readOutput({ store, workspace, data }: Site, runId: string, node: string): Promise<string> {
  const artifacts = await store.database.artifact.findMany({ where: { runId, node } })
  const [artifact] = artifacts
  if (artifacts.length !== 1 || artifact === undefined) throw new Error(`run ${runId} has ${artifacts.length} outputs of ${node}`)
  const { attempt, path } = artifact
  const place = await sharedFolder(data).locate({ workspaceId: workspace.id, runId, attempt, path })
  if (place === undefined) throw new Error(`the output ${node} of run ${runId} is gone`)
  return readFile(place.file, 'utf8')
}

/** Staging tables at the target: none once no run is under way. */
export async function stagingLeft({ target }: Site): Promise<readonly string[]> {
  const tables = await target(`SELECT relname FROM pg_class WHERE relkind = 'r' AND starts_with(relname, 'sluice_stage')`)
  return tables.map(([name]) => `${String(name)} was left behind`)
}

function countLeft({ data }: Site, runId: string): number {
  const scratch = existsSync(join(data, 'work')) ? readdirSync(join(data, 'work')).filter((name) => name.startsWith(runId)) : []
  const parts = readdirSync(join(data, 'runs', runId), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'))
  return scratch.length + parts.length
}
