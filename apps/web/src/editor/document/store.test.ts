import type { SavedFlow } from '@sluice/contract'
import type { Flow } from '@sluice/flow'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../api/api-error.ts'
import { createEditorStore } from './store.ts'
import { testFlow, unpublished } from './test-flow.ts'

const saved = (flow: Flow, revision = 1): SavedFlow => ({
  id: '6b1f0a52-0f2c-4b6e-9d1e-0d7c0a6f0001',
  revision,
  updatedAt: '2026-01-01T00:00:00Z',
  updatedBy: 'Lin',
  flow,
  ...unpublished,
})
const start = testFlow({ a: 'source.csv' })

/** A server that keeps one flow as the real one does: a save must name the newest revision. */
function server(): { readonly send: (revision: number, flow: Flow) => Promise<SavedFlow>; now: SavedFlow } {
  const state = {
    now: saved(start),
    send: (revision: number, flow: Flow): Promise<SavedFlow> => {
      if (revision !== state.now.revision) return Promise.reject(new ApiError(409, 'stale-revision', { current: state.now }))
      state.now = saved(flow, revision + 1)
      return Promise.resolve(state.now)
    },
  }
  return state
}

describe('an open flow', () => {
  it('saves what was changed and names the new revision at the next save', async () => {
    const host = server()
    const store = createEditorStore(host.now, host.send)
    store.getState().change([{ type: 'set-name', name: 'B' }])
    expect(store.getState().save.kind).toBe('waiting')
    expect(await store.getState().flush()).toBe(true)
    store.getState().change([{ type: 'set-name', name: 'C' }])
    expect(await store.getState().flush()).toBe(true)
    expect(host.now).toMatchObject({ revision: 3, flow: { name: 'C' } })
  })

  it('does not save over another person, and then does as the person says', async () => {
    const host = server()
    const store = createEditorStore(host.now, host.send)
    host.now = saved({ ...start, name: 'Theirs' }, 5)
    store.getState().change([{ type: 'set-name', name: 'Mine' }])
    expect(await store.getState().flush()).toBe(false)
    expect(store.getState().save.kind).toBe('stale')
    expect(host.now.flow.name).toBe('Theirs')
    store.getState().resolveStale('mine')
    expect(await store.getState().flush()).toBe(true)
    expect(host.now).toMatchObject({ revision: 6, flow: { name: 'Mine' } })
  })

  it('takes the other side with a new history', async () => {
    const host = server()
    const store = createEditorStore(host.now, host.send)
    host.now = saved({ ...start, name: 'Theirs' }, 5)
    store.getState().change([{ type: 'set-name', name: 'Mine' }])
    await store.getState().flush()
    store.getState().resolveStale('theirs')
    expect(store.getState().document).toMatchObject({ flow: { name: 'Theirs' }, history: { undo: [], redo: [] } })
    expect(store.getState().save.kind).toBe('saved')
  })

  it('forgets the selection of what an undo takes away', () => {
    const host = server()
    const store = createEditorStore(host.now, host.send)
    const node = { ...start.nodes[0], id: 'b', type: 'clean.trim', label: '', config: {}, position: { x: 0, y: 0 }, disabled: false }
    store.getState().change([{ type: 'put-node', node }], { select: { nodes: new Set(['b']), edges: new Set(), notes: new Set() } })
    expect([...store.getState().selection.nodes]).toEqual(['b'])
    store.getState().undo()
    expect([...store.getState().selection.nodes]).toEqual([])
    store.getState().stop()
  })
})
