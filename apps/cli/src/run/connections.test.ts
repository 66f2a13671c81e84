import { emptyFlow, type Flow } from '@sluice/flow'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { collectConnections } from './connections.ts'
import { connectionFromUrl } from './connection-url.ts'
import { collectSecrets } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-given-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const node = (id: string, config: Flow['nodes'][number]['config'], disabled = false) => ({ id, type: 'source.postgresql', label: '', config, position: { x: 0, y: 0 }, disabled }) // prettier-ignore
const flow: Flow = {
  ...emptyFlow('Names two'),
  nodes: [
    node('off', { connection: { connection: 'not-needed' }, token: { secret: 'not-needed' } }, true),
    node('a', { connection: { connection: 'ware-house' }, token: { secret: 'crm' } }),
    node('b', { connection: { connection: 'ware-house' } }),
  ],
}
const URL_OF = 'postgres://ada:p%40ss%2Fword@db.example:5433/shop?sslmode=require'

function fileWith(content: string): string {
  const file = join(folder, `${crypto.randomUUID()}.json`)
  writeFileSync(file, content)
  return file
}

test.each([
  [URL_OF, { host: 'db.example', port: 5433, database: 'shop', user: 'ada', ssl: 'require' }, { password: 'p@ss/word' }],
  ['postgresql://u@[::1]/d', { host: '::1', database: 'd', user: 'u', ssl: 'verify-full' }, {}],
  ['postgres://u:p@h/d?sslmode=prefer', { host: 'h', database: 'd', user: 'u', ssl: 'require' }, { password: 'p' }],
])('%s is read', (url, config, secrets) => {
  expect(connectionFromUrl(url)).toEqual({ type: 'postgresql', config, secrets })
})

test.each([
  '',
  'db.example',
  'mysql://u:p@h/d',
  'postgres://u:p@h/d?sslmode=maybe',
  'postgres://u:p@h/d?options=-c',
  'postgres://u:%zz@h/d',
])('%j is no address of a connection', (url) => expect(connectionFromUrl(url)).toBeUndefined())

test('a run gets the connections that its nodes name, from the file, then from the environment', async () => {
  const env = { SLUICE_CONNECTION_WARE_HOUSE: URL_OF, SLUICE_CONNECTION_NOT_NEEDED: 'broken', SLUICE_SECRET_CRM: 'x' }
  const { connections, problems } = await collectConnections(flow, undefined, env)
  expect(problems).toEqual([])
  expect(connections).toEqual({ 'ware-house': { type: 'postgresql', config: { host: 'db.example', port: 5433, database: 'shop', user: 'ada', ssl: 'require', ca: '', schema: '' }, secrets: { password: 'p@ss/word' } } }) // prettier-ignore
  expect(await collectSecrets(flow, undefined, env)).toEqual({ secrets: { crm: 'x' }, problems: [] })
  const given = {
    'ware-house': { type: 'postgresql', config: { host: 'h', database: 'd', user: 'u' } },
    'not-needed': { type: 'postgresql', config: {} },
  }
  const fromFile = await collectConnections(flow, fileWith(JSON.stringify(given)), env)
  expect(fromFile.connections['ware-house']).toMatchObject({ config: { host: 'h', port: 5432, ssl: 'verify-full' }, secrets: {} })
})

test.each([
  [{}, 'connection-not-given-here'],
  [{ SLUICE_CONNECTION_WARE_HOUSE: 'mysql://h/d' }, 'connection-url-unreadable'],
  [{ SLUICE_CONNECTION_WARE_HOUSE: 'postgres://h/d' }, 'connection-given-wrong'],
])('%j is told with the node that needs it', async (env, code) => {
  const { problems } = await collectConnections(flow, undefined, env)
  expect(problems).toMatchObject([{ code, nodeId: 'a', params: { name: 'ware-house', variable: 'SLUICE_CONNECTION_WARE_HOUSE' } }])
})

test.each([
  '[]',
  '{',
  'null',
  '{"w": 1}',
  '{"w": {"type": "postgresql"}}',
  '{"w": {"type": "postgresql", "config": {}, "secrets": {"p": 1}}}',
])('a file that holds %s is refused, and what is in it is not told', async (content) => {
  const file = fileWith(content)
  await expect(collectConnections(flow, file, {})).rejects.toThrow(`The connections file ${file} can't be read`)
})

test('settings that are not known and types that are not there are told', async () => {
  const wrong = fileWith('{"ware-house": {"type": "postgresql", "config": {"host": "h", "database": "d", "user": "u", "hots": "x"}}}')
  expect((await collectConnections(flow, wrong, {})).problems[0]?.params?.['detail']).toContain('hots')
  const other = fileWith('{"ware-house": {"type": "oracle", "config": {}}}')
  expect((await collectConnections(flow, other, {})).problems[0]?.params?.['detail']).toContain('oracle')
})
