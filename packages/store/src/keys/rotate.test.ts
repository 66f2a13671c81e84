import { emptyFlow, type Flow } from '@sluice/flow'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { sealedOf } from '../workspace/connection-rows.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { newKey, readKeys, replaceKeys } from './key-file.ts'
import { sealCheck } from './keys.ts'
import { rotateKey } from './rotate.ts'
import { keyId, seal, unseal } from './seal.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
const folder = mkdtempSync(join(tmpdir(), 'sluice-rotate-'))
const file = join(folder, 'master.key')
const flow: Flow = {
  ...emptyFlow('Names both'),
  nodes: [
    {
      id: 'a',
      type: 'source.http',
      label: '',
      config: { token: { secret: 's7' }, from: { connection: 'warehouse' } },
      position: { x: 0, y: 0 },
      disabled: false,
    },
  ],
}
const WAREHOUSE = { config: { host: 'db.example', port: 5432 }, secrets: { password: 'geheim' } }

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url, { key: { file } })
  workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
  const place = (credential: string) => ({ workspace: workspace.id, credential, field: 'value', version: 1 })
  const key = readKeys({ file })[0]!
  const rows = Array.from({ length: 230 }, (_, i) => ({ name: `s${i}`, sealed: seal(key, place(`s${i}`), `value ${i}`) }))
  await store.database.secret.createMany({ data: rows.map((row) => ({ ...row, workspaceId: workspace.id, version: 1 })) })
  await workspace.connections.create('warehouse', 'postgresql', WAREHOUSE)
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const read = async (from: Workspace) => [
  (await from.secrets.forFlow(flow))['s7'],
  (await from.connections.forFlow(flow))['warehouse']?.secrets,
]
const BOTH = ['value 7', { password: 'geheim' }]

/** The ids of all keys that anything in the database is sealed with. */
async function keysInUse(): Promise<string[]> {
  const [secrets, connections, triggers, rules, checks] = await Promise.all([
    store.database.secret.findMany(),
    store.database.connection.findMany(),
    store.database.trigger.findMany(),
    store.database.alertRule.findMany(),
    store.database.keyCheck.findMany(),
  ])
  const texts = [...secrets, ...triggers, ...rules].flatMap(({ sealed }) => (sealed === null ? [] : [sealed]))
  const fields = connections.flatMap((row) => Object.values(sealedOf(row)))
  return [...new Set([...[...texts, ...fields].map(keyId), ...checks.map((check) => check.keyId)])]
}

test('everything is sealed anew while others read and write; the old key is gone from file and database', async () => {
  const before = readKeys({ file })[0]!
  const workspaceId = workspace.id
  const flowRow = await workspace.flows.create(emptyFlow('Triggered'))
  const place = (credential: string) => ({ workspace: workspaceId, credential, field: 'secret', version: 3 })
  const [triggerId, ruleId] = [crypto.randomUUID(), crypto.randomUUID()]
  await store.database.trigger.create({ data: { id: triggerId, workspaceId, flowId: flowRow.id, kind: 'webhook', name: 'In', config: {}, version: 3, sealed: seal(before, place(`trigger:${triggerId}`), 'sign'), updatedBy: 'Ada' } }) // prettier-ignore
  await store.database.alertRule.create({ data: { id: ruleId, workspaceId, name: 'Out', condition: {}, target: 'x', version: 3, sealed: seal(before, place(`alert-rule:${ruleId}`), 'tell'), updatedBy: 'Ada' } }) // prettier-ignore

  const reader = await openStore(database.url, { key: { file } })
  const rotation = { goesOn: true }
  let reads = 0
  let writes = 0
  const reading = (async () => {
    const from = reader.inWorkspace(workspaceId, 'worker')
    for (; rotation.goesOn || reads < 5; reads++) expect(await read(from)).toEqual(BOTH)
  })()
  const writing = (async () => {
    for (; rotation.goesOn || writes < 5; writes++) await workspace.secrets.write(`written-${writes}`, `fresh ${writes}`)
  })()
  const done = await rotateKey(database.url, { file }, 'Ada').finally(() => (rotation.goesOn = false))
  await Promise.all([reading, writing])

  expect(done).toMatchObject({ removeOldKey: false })
  expect(done.rows).toBeGreaterThanOrEqual(233)
  expect(done.keyId).not.toBe(before.id)
  expect(await keysInUse()).toEqual([done.keyId])
  expect(readKeys({ file }).map(({ id }) => id)).toEqual([done.keyId])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await read(reader.inWorkspace(workspaceId, 'worker'))).toEqual(BOTH)
  const key = readKeys({ file })[0]!
  const trigger = await store.database.trigger.findFirstOrThrow({ where: { id: triggerId } })
  expect(unseal(key, place(`trigger:${triggerId}`), trigger.sealed!)).toBe('sign')
  const rule = await store.database.alertRule.findFirstOrThrow({ where: { id: ruleId } })
  expect(unseal(key, place(`alert-rule:${ruleId}`), rule.sealed!)).toBe('tell')
  const { entries } = await workspace.audit.list({ limit: 500, offset: 0 })
  expect(entries.filter(({ action }) => action === 'key.rotate')).toMatchObject([{ who: 'Ada', object: done.keyId }])
  expect(await workspace.audit.firstBroken()).toBeNull()
  await reader.close()
})

test('a process that started before the rotation seals with the new key after it', async () => {
  await workspace.secrets.write('after', 'sealed late')
  const row = await store.database.secret.findFirstOrThrow({ where: { name: 'after' } })
  expect(keyId(row.sealed)).toBe(readKeys({ file })[0]!.id)
})

test.each([
  ['after the new key was written to the file', false, 0],
  ['after the database knows the new key', true, 0],
  ['in the middle of sealing anew', true, 40],
])('crashed %s, everything stays readable and the next call ends the rotation', async (_where, known, turned) => {
  const old = readKeys({ file })[0]!
  const next = newKey()
  replaceKeys(file, [next, old])
  if (known) await store.database.keyCheck.create({ data: { ...sealCheck(next), createdAt: new Date(Date.now() + 1) } })
  for (const { name, version, sealed } of await store.database.secret.findMany({ take: turned, orderBy: { name: 'desc' } })) {
    const place = { workspace: workspace.id, credential: name, field: 'value', version }
    const data = { sealed: seal(next, place, unseal(old, place, sealed)) }
    await store.database.secret.updateMany({ where: { name }, data })
  }
  const started = await openStore(database.url, { key: { file } })
  expect(await read(started.inWorkspace(workspace.id, 'worker'))).toEqual(BOTH)
  expect(await read(workspace)).toEqual(BOTH)
  await started.close()

  const done = await rotateKey(database.url, { file }, 'Ada')
  expect(done.keyId).toBe(next.id)
  expect(await keysInUse()).toEqual([next.id])
  expect(readKeys({ file }).map(({ id }) => id)).toEqual([next.id])
  expect(await read(workspace)).toEqual(BOTH)
})

test('with the key in a variable both must be there first; then the rest of the work is done and the old one is told to be removed', async () => {
  const old = readFileSync(file, 'utf8').trim()
  await expect(rotateKey(database.url, { value: old }, 'Ada')).rejects.toMatchObject({ code: 'key-variable-holds-one' })
  const next = newKey()
  const value = `${next.bytes.toString('base64')},${old}`
  expect(await rotateKey(database.url, { value }, 'Ada')).toMatchObject({ keyId: next.id, removeOldKey: true })
  expect(await keysInUse()).toEqual([next.id])
  replaceKeys(file, [next])
})

test('a wrong key is refused and changes nothing', async () => {
  const inUse = await keysInUse()
  const wrong = newKey().bytes.toString('base64')
  await expect(rotateKey(database.url, { value: wrong }, 'Ada')).rejects.toMatchObject({ code: 'wrong-master-key' })
  const half = `${newKey().bytes.toString('base64')}\n${newKey().bytes.toString('base64')}`
  await expect(rotateKey(database.url, { value: half }, 'Ada')).rejects.toMatchObject({ code: 'wrong-master-key' })
  await expect(openStore(database.url, { key: { value: half } })).rejects.toMatchObject({ code: 'wrong-master-key' })
  expect(await keysInUse()).toEqual(inUse)
  expect(await read(workspace)).toEqual(BOTH)
})

test('two rotations at once end with one key that opens everything', async () => {
  await Promise.all([rotateKey(database.url, { file }, 'Ada'), rotateKey(database.url, { file }, 'Bo')])
  expect(await keysInUse()).toEqual([readKeys({ file })[0]!.id])
  expect(await read(workspace)).toEqual(BOTH)
})
