import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { emptyDatabase } from '../../../packages/store/test/database.ts'
import { type ServerConfig } from '../src/config.ts'
import { startServer, type RunningServer } from '../src/start.ts'
import { Client } from './client.ts'

/** A server on a database and a data folder of its own. */
export interface TestServer extends AsyncDisposable {
  readonly server: RunningServer
  readonly config: ServerConfig
  readonly origin: string
  /** A client that nobody knows. */
  readonly stranger: () => Client
  /** A client that signed in by a fresh link. */
  readonly owner: () => Promise<Client>
  /** A client of another workspace, or of this one in another role. */
  readonly member: (role: string, workspaceId?: string) => Promise<Client>
  readonly link: () => Promise<string>
  /** What the server logged. */
  readonly logged: () => string
}

/** Starts a server; everything is gone when it is disposed. */
export async function testServer(overrides: Partial<ServerConfig> = {}): Promise<TestServer> {
  const database = await emptyDatabase()
  const data = mkdtempSync(join(tmpdir(), 'sluice-server-'))
  const config: ServerConfig = {
    databaseUrl: database.url, data, host: '127.0.0.1', port: 0, origins: [], key: { file: join(data, 'master.key') },
    uploadBytes: 1_000_000, quotaBytes: 2_000_000, engines: 0, ...overrides,
  } // prettier-ignore
  let log = ''
  const server = await startServer(config, pino({}, { write: (line: string) => void (log += line) }))
  const { store } = server.services
  const origin = server.address
  const stranger = () => new Client(origin)

  const link = async (): Promise<string> => (await store.signInLink(origin)).token
  const signIn = async (token: string): Promise<Client> => {
    const client = stranger()
    const answer = await client.post('/api/sign-in/link', { token })
    if (answer.status !== 200) throw new Error(`signing in failed: ${JSON.stringify(answer.body)}`)
    return client
  }

  return {
    server,
    config,
    origin,
    stranger,
    link,
    owner: async () => signIn(await link()),
    member: async (role, workspaceId) => {
      const email = `${role}-${crypto.randomUUID()}@example.test`
      const token = await link()
      const owner = await store.ensureOwner()
      const user = await store.database.user.create({ data: { id: crypto.randomUUID(), name: role, email, emailVerified: true } })
      await store.database.member.create({ data: { userId: user.id, workspaceId: workspaceId ?? owner.workspaceId, role } })
      await store.database.verification.updateMany({ data: { value: JSON.stringify({ type: 'magic-link', email }) } })
      return signIn(token)
    },
    logged: () => log,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      await database[Symbol.asyncDispose]()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
