import { randomBytes } from 'node:crypto'
import { emptyFlow } from '@sluice/flow'
import { expect, test } from 'vitest'
import { mayMount, mountDisk } from '../../../packages/runtime/test/mounted-disk.ts'
import { migratedDatabase } from '../../../packages/store/test/database.ts'
import { tablespaceIn } from '../../../packages/store/test/tablespace.ts'
import { testServer } from './server.ts'

/** What no compression makes small: it needs new pages. */
const large = (name: string) => ({
  ...emptyFlow(name),
  nodes: [
    {
      id: 'in',
      type: 'source.table',
      label: '',
      config: { data: randomBytes(150_000).toString('base64') },
      position: { x: 0, y: 0 },
      disabled: false,
    },
  ],
})

test.skipIf(!mayMount())(
  'a database whose disk is full refuses what is to be saved and says so, shows what is there, and goes on once there is room (needs the right to mount a small tmpfs)',
  async () => {
    using disk = mountDisk(40)
    if (disk === undefined) throw new Error('a disk could not be mounted')
    await using tables = await tablespaceIn(disk.folder)
    await using database = await migratedDatabase(tables.name)
    await using api = await testServer({ databaseUrl: database.url })
    const owner = await api.owner()
    await owner.post('/api/flows', { flow: large('Before') })
    disk.fill(0)
    const refused = await owner.post('/api/flows', { flow: large('Refused') })
    expect({ status: refused.status, body: refused.body }).toMatchObject({ status: 507, body: { error: { code: 'database-full' } } })
    expect(api.logged()).toContain('No space left on device')
    const names = async (): Promise<unknown> => JSON.parse(JSON.stringify((await owner.get('/api/flows')).body)) as unknown
    expect(JSON.stringify(await names())).toContain('Before')
    disk.clear()
    expect((await owner.post('/api/flows', { flow: large('After') })).status).toBe(200)
    expect(JSON.stringify(await names())).not.toContain('Refused')
  },
)
