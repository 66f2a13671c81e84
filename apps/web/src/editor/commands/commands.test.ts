import { describe, expect, it } from 'vitest'
import { createSlot, type Editor } from '../context.ts'
import { createEditorStore } from '../document/store.ts'
import { NOTHING, selectNodes } from '../document/selection.ts'
import { testFlow, unpublished } from '../document/test-flow.ts'
import { createView } from '../view.ts'
import { command, commands, perform } from './commands.ts'
import { chordKeys, matchesChord } from './keys.ts'
import { neighbour } from './neighbour.ts'
import en from '../../i18n/locales/en/editor.json' with { type: 'json' }

const flow = testFlow({ a: 'source.csv', b: 'clean.trim', s: 'sink.csv' }, ['a.rows>b.rows', 'b.rows>s.rows'])

function editor(): Editor {
  const opened = {
    id: '6b1f0a52-0f2c-4b6e-9d1e-0d7c0a6f0001',
    revision: 1,
    updatedAt: '2026-01-01T00:00:00Z',
    updatedBy: 'Lin',
    flow,
    ...unpublished,
  }
  const store = createEditorStore(opened, (revision, next) => Promise.resolve({ ...opened, revision: revision + 1, flow: next }))
  return {
    flowId: opened.id,
    store,
    view: createView(),
    canvas: createSlot(),
    run: createSlot(),
    openFind: () => undefined,
  }
}

const can = (id: string, at: Editor): boolean => command(id).when?.(at) ?? true

describe('commands', () => {
  it('each have a name and no key in common', () => {
    const keys = commands.flatMap((entry) => entry.keys ?? [])
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
    const names: Readonly<Record<string, string>> = en.commands
    expect(commands.map((entry) => entry.id).filter((id) => names[id] === undefined)).toEqual([])
  })

  it('can be done only when there is something to do it to', () => {
    const at = editor()
    for (const id of ['undo', 'redo', 'delete', 'rename', 'disable', 'duplicate', 'copy', 'connect'])
      expect([id, can(id, at)]).toEqual([id, false])
    at.store.getState().select(selectNodes(['b']))
    for (const id of ['delete', 'rename', 'disable', 'duplicate', 'copy', 'connect']) expect([id, can(id, at)]).toEqual([id, true])
    at.store.getState().select(selectNodes(['s']))
    expect(can('connect', at)).toBe(false)
    at.view.getState().set({ run: { status: 'running', nodes: {} } })
    expect([can('run', at), can('cancel-run', at)]).toEqual([false, true])
    at.store.getState().stop()
  })

  it('change the flow as one step of undo', () => {
    const at = editor()
    at.store.getState().select(selectNodes(['b']))
    expect(perform(at, command('disable'))).toBe(true)
    expect(at.store.getState().document.flow.nodes[1]?.disabled).toBe(true)
    expect(perform(at, command('delete'))).toBe(true)
    expect(at.store.getState().document.flow.edges).toEqual([{ from: { node: 'a', port: 'rows' }, to: { node: 's', port: 'rows' } }])
    expect(perform(at, command('undo'))).toBe(true)
    expect(perform(at, command('undo'))).toBe(true)
    expect(at.store.getState().document.flow).toEqual(flow)
    expect(perform(at, command('undo'))).toBe(false)
    at.store.getState().stop()
  })

  it('select what is before and after', () => {
    const at = editor()
    at.store.getState().select(selectNodes(['b']))
    perform(at, command('select-downstream'))
    expect([...at.store.getState().selection.nodes]).toEqual(['b', 's'])
    at.store.getState().select(NOTHING)
    perform(at, command('select-all'))
    expect(at.store.getState().selection.nodes.size).toBe(3)
  })
})

describe('keys', () => {
  const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  })

  it('match with exactly the keys that are held', () => {
    expect(matchesChord('Mod+Z', press('z', { ctrlKey: true }), false)).toBe(true)
    expect(matchesChord('Mod+Z', press('z', { metaKey: true }), true)).toBe(true)
    expect(matchesChord('Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(false)
    expect(matchesChord('Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(true)
    expect(matchesChord('D', press('d', { ctrlKey: true }), false)).toBe(false)
    expect(matchesChord('?', press('?', { shiftKey: true }), false)).toBe(true)
    expect(matchesChord('+', press('+', { shiftKey: true }), false)).toBe(true)
    expect(matchesChord('Alt+ArrowLeft', press('ArrowLeft', { altKey: true }), false)).toBe(true)
  })

  it('are shown as they stand on the keyboard', () => {
    expect(chordKeys('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
    expect(chordKeys('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z'])
    expect(chordKeys('+', false)).toEqual(['+'])
  })
})

describe('going from node to node', () => {
  it('follows the connection first, then looks ahead', () => {
    expect(neighbour(flow, 'a', 'right')).toBe('b')
    expect(neighbour(flow, 'b', 'left')).toBe('a')
    expect(neighbour(flow, 's', 'right')).toBeUndefined()
    expect(neighbour(flow, undefined, 'down')).toBe('a')
  })
})
