import type { Extension } from '@codemirror/state'
import { Decoration, EditorView, MatchDecorator, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'

// Texts, quoted columns, numbers, function names, words of the grammar; the same order as the groups below.
const PARTS =
  /('(?:[^']|'')*'?)|("(?:[^"]|"")*"?)|(\b\d+(?:\.\d+)?\b)|(\b[\p{L}_][\p{L}\p{N}_]*(?=\s*\())|(\b(?:and|or|not|case|when|then|else|end|is|null|true|false|in|between|like)\b)/giu
const CLASSES = ['ex-text', 'ex-column', 'ex-number', 'ex-function', 'ex-word'] as const
const marks = CLASSES.map((name) => Decoration.mark({ class: name }))

const decorator = new MatchDecorator({
  regexp: PARTS,
  decoration: (match) => marks[match.slice(1).findIndex((part: string | undefined) => part !== undefined)] ?? null,
})

/** The parts of an expression in the colours of the theme; what is wrong is told by the checker, not by colour. */
export const coloured: Extension = [
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = decorator.createDeco(view)
      }
      update(update: ViewUpdate): void {
        this.decorations = decorator.updateDeco(update, this.decorations)
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
  EditorView.baseTheme({
    '.ex-text': { color: 'var(--ok)' },
    '.ex-column': { color: 'var(--accent)' },
    '.ex-number': { color: 'var(--warn)' },
    '.ex-function, .ex-word': { color: 'var(--g-map)' },
  }),
]
