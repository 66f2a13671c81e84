import { emptyFlow } from '@sluice/flow'
import { readFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../../server/test/client.ts'
import { freePort } from '../src/postgres/embedded.ts'
import { readPostmaster, signal } from '../src/postgres/process.ts'
import { childrenOf, folderWith, start, type Running } from './cli.ts'

// A busy machine takes seconds for each start.
vi.setConfig({ testTimeout: 180_000 })

const READY = 'Ctrl-C stops it'
/** No process has this id. */
const NOBODY = 2 ** 22 + 1
/** Empty once the process is gone, also where nobody has asked for its end. */
const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
/** Server, worker and engines that a start has made; its PostgreSQL outlives it. */
const programsOf = (pid: number): readonly number[] =>
  childrenOf(pid).flatMap((child) => (/(server|worker|engine)\.js/.test(commandOf(child)) ? [child, ...programsOf(child)] : []))

test.skipIf(process.platform !== 'linux')(
  'neither kill -9 of PostgreSQL nor of the start itself loses what was acknowledged; the next start finds what the killed one left (needs /proc)',
  async () => {
    const data = await folderWith({})
    // Pages are none of its business.
    const web = await folderWith({ 'index.html': '<!doctype html><title>Sluice</title>' })
    // As root the embedded PostgreSQL runs as another account, which must be able to walk here.
    await chmod(data, 0o755)
    const port = await freePort()
    const address = `http://127.0.0.1:${port}`
    const begin = (): Running => start(['start', '--data', data, '--port', String(port), '--no-examples'], { SLUICE_WEB: web })
    const postmaster = () => readPostmaster(join(data, 'postgres'))?.pid ?? 0

    // A test that fails half-way leaves nothing behind either.
    onTestFinished(() => signal(postmaster() || NOBODY, 'SIGKILL'))

    const first = begin()
    await first.says(READY)
    const owner = new Client(address)
    const { stdout } = await start(['sign-in-link', '--data', data]).ended
    expect(await owner.post('/api/sign-in/link', { token: /#token=(\S+)/.exec(stdout)?.[1] })).toMatchObject({ status: 200 })
    const flow = await owner.post('/api/flows', { flow: emptyFlow('Kept') })

    const killed = postmaster()
    process.kill(killed, 'SIGKILL')
    await first.says('PostgreSQL had stopped and was started again.')
    const adopted = postmaster()
    expect(adopted).not.toBe(killed)
    // The server is the one that was there: its session and its flow are.
    expect(await owner.get(`/api/flows/${flow.id}`)).toMatchObject({ status: 200, body: { flow: { name: 'Kept' } } })
    const file = await owner.send('PUT', '/api/files/content?path=kept.csv', {
      body: 'a\n1\n',
      headers: { 'content-type': 'application/octet-stream' },
    })
    expect(file.status).toBe(200)

    // Its server is as slow to notice as it can be, and has the port meanwhile.
    const programs = programsOf(first.child.pid ?? 0)
    const server = programs.find((pid) => commandOf(pid).includes('server'))
    expect(programs.filter((pid) => commandOf(pid).includes('worker'))).toHaveLength(1)
    expect(programs.filter((pid) => commandOf(pid).includes('engine')).length).toBeGreaterThan(0)
    process.kill(server ?? 0, 'SIGSTOP')
    first.child.kill('SIGKILL')
    const second = begin()
    await second.says('The start before was killed')
    process.kill(server ?? 0, 'SIGCONT')
    await second.says(READY)
    await vi.waitFor(() => expect(programs.map(commandOf).filter(Boolean)).toEqual([]), { timeout: 20_000 })
    expect(postmaster()).toBe(adopted)
    expect(await owner.get(`/api/flows/${flow.id}`)).toMatchObject({ status: 200, body: { flow: { name: 'Kept' } } })
    expect((await owner.get('/api/files')).text).toContain('kept.csv')

    second.child.kill('SIGINT')
    expect(await second.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Stopped.') as string })
    expect(postmaster()).toBe(0)
  },
)
