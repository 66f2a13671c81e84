import { useEffect, type RefObject } from 'react'
import type { Editor } from '../context.ts'
import { commands, perform } from './commands.ts'
import { copyText, pasteText, removeSelection } from './edit-commands.ts'
import { matchesChord } from './keys.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** A control that uses keys itself: a list, a tab, an open dialog. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('[role="dialog"], [role="listbox"], [role="menu"], [role="separator"], [role="grid"], [data-own-keys]') !== null

/** The whole window is the editor's: single keys count when the focus is on the canvas or nowhere. */
const onCanvas = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target === document.body || target.closest('[data-canvas]') !== null || target.id === 'page')

/** A person who goes about by Tab keeps it; with the pointer over the canvas it opens the node search. */
const tabIsFree = (): boolean =>
  document.activeElement?.matches(':focus-visible') !== true && document.querySelector('[data-canvas]:hover') !== null

/** Binds the keys of all commands, and the browser's own copy, cut and paste. */
export function useShortcuts(editor: Editor, page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      const typing = isTyping(event.target)
      for (const command of commands) {
        const chord = command.keys?.find((key) => matchesChord(key, event))
        if (chord === undefined || command.native === true) continue
        if (command.always !== true && (typing || isControl(event.target))) continue
        const single = !chord.includes('Mod+')
        if (
          single &&
          command.always !== true &&
          !onCanvas(event.target) &&
          !(event.target instanceof Node && page.current?.contains(event.target) === true && chord === '?')
        )
          continue
        if (chord === 'Tab' && !tabIsFree()) continue
        if (perform(editor, command)) {
          event.preventDefault()
          event.stopPropagation()
        }
        return
      }
    }
    const own = (event: ClipboardEvent): boolean => !isTyping(event.target) && (document.getSelection()?.isCollapsed ?? true)
    const copy = (event: ClipboardEvent): void => {
      const text = own(event) ? copyText(editor) : undefined
      if (text === undefined) return
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      if (event.type === 'cut') removeSelection(editor)
    }
    const paste = (event: ClipboardEvent): void => {
      if (own(event) && pasteText(editor, event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
    }
    // Before the canvas, which takes every arrow key for a nudge.
    document.addEventListener('keydown', press, true)
    document.addEventListener('copy', copy)
    document.addEventListener('cut', copy)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('keydown', press, true)
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', copy)
      document.removeEventListener('paste', paste)
    }
  }, [editor, page])
}
