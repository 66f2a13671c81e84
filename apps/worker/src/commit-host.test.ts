import { type RunInput, type RunManifest } from '@sluice/runtime'
import { type AttemptWriter, type Begun } from '@sluice/store'
import { expect, test, vi } from 'vitest'
import { CommitHost, LEASE_LOST } from './commit-host.ts'
import { type Reporter } from './reporter.ts'

const INPUTS: readonly RunInput[] = [{ node: 'in', kind: 'file', name: 'in.csv', hash: 'a'.repeat(64), bytes: 4 }]
const BEGUN: Begun = { phase: 'working', manifest: null, watermarks: {} }
const MANIFEST: RunManifest = { version: 1, runId: 'r', attempt: 1, flow: 'F', steps: [], madeFolders: [], watermarks: {}, outputs: [], counts: {}, problems: [] } // prettier-ignore

/** Asks for the commit; `during`: happens while the inputs are hashed. */
async function askCommit(during: (stop: AbortController) => void = () => undefined) {
  const stop = new AbortController()
  const written: object[] = []
  // Boundary: of the two only this much is used before a commit is written.
  const writer = {
    commit: ({ manifest }: { manifest: object }) => Promise.resolve(void written.push(manifest)),
  } as unknown as AttemptWriter
  const reporter = { flush: () => Promise.resolve() } as unknown as Reporter
  const inputs = (): Promise<readonly RunInput[]> => {
    during(stop)
    return Promise.resolve(INPUTS)
  }
  const host = new CommitHost(writer, reporter, { inputs }, stop.signal, BEGUN)
  return { answer: await host.ask({ type: 'commit', manifest: MANIFEST }), begun: host.begun, written }
}

test('the manifest is written down with what the rows were made from', async () => {
  expect(await askCommit()).toEqual({ answer: 'go', begun: true, written: [{ ...MANIFEST, inputs: INPUTS }] })
})

test('a run that is asked to stop meanwhile has begun nothing', async () => {
  expect(await askCommit((stop) => stop.abort())).toEqual({ answer: 'refuse', begun: false, written: [] })
})

test('who has lost the run is told so by its row', async () => {
  expect(await askCommit((stop) => stop.abort(LEASE_LOST))).toMatchObject({ begun: true, written: [MANIFEST] })
})

test('a lease that was renewed with the commit is not renewed again for what follows at once, but after a wait', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const heartbeat = vi.fn(() => Promise.resolve({ cancelRequested: false }))
    const writer = { commit: () => Promise.resolve(), heartbeat } as unknown as AttemptWriter
    const reporter = { flush: () => Promise.resolve() } as unknown as Reporter
    const host = new CommitHost(writer, reporter, { inputs: () => Promise.resolve(INPUTS) }, new AbortController().signal, BEGUN)
    const apply = () => host.ask({ type: 'apply', node: 'out' })
    await host.ask({ type: 'commit', manifest: MANIFEST })
    expect(await apply()).toBe('go')
    expect(heartbeat).not.toHaveBeenCalled()
    vi.advanceTimersByTime(251)
    expect(await apply()).toBe('go')
    expect(await apply()).toBe('go')
    expect(heartbeat).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

test('a commit that is resumed renews the lease before it applies', async () => {
  const heartbeat = vi.fn(() => Promise.resolve({ cancelRequested: false }))
  const writer = { heartbeat } as unknown as AttemptWriter
  const host = new CommitHost(writer, {} as unknown as Reporter, { inputs: () => Promise.resolve(INPUTS) }, new AbortController().signal, { ...BEGUN, phase: 'committing' }) // prettier-ignore
  expect(await host.ask({ type: 'apply', node: 'out' })).toBe('go')
  expect(heartbeat).toHaveBeenCalledOnce()
})
