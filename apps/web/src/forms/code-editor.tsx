import { autocompletion, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { linter, type Diagnostic } from '@codemirror/lint'
import { Prec } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { completions, type Column, type ExpressionParameter } from '@sluice/plan'
import CodeMirror, { type ReactCodeMirrorRef } from '@uiw/react-codemirror'
import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cspNonce } from '../theme/nonce.ts'
import { coloured } from './expression-colours.ts'

/** A problem at a place of the text; `fix` replaces a part of it. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly message: string
  readonly fix?: { readonly from: number; readonly to: number; readonly text: string } | undefined
}

interface CodeEditorProps {
  readonly label: string
  readonly value: string
  readonly columns: readonly Column[]
  readonly parameters: readonly ExpressionParameter[]
  readonly marks: readonly Mark[]
  readonly onChange: (text: string) => void
  readonly onBlur: () => void
}

const KINDS = { column: 'property', function: 'function', keyword: 'keyword', parameter: 'variable' } as const

const look = EditorView.theme({
  '&': {
    fontSize: '12.5px',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--r)',
    background: 'var(--panel)',
    color: 'var(--ink)',
  },
  '&.cm-focused': { outline: 'none', borderColor: 'var(--accent)' },
  '.cm-content': { fontFamily: 'var(--mono)', padding: '6px 4px', caretColor: 'var(--ink)', minHeight: '30px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: 'var(--r)',
    background: 'var(--panel)',
    color: 'var(--ink)',
    boxShadow: 'var(--shadow-lift)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--accent-soft) !important' },
})

/** A one-field code editor for expressions. Tab leaves it, so that the keyboard is never caught. */
export default function CodeEditor({ label, value, columns, parameters, marks, onChange, onBlur }: CodeEditorProps) {
  const { t } = useTranslation('forms')
  const editor = useRef<ReactCodeMirrorRef>(null)
  const hint = t('expressionHint')
  const extensions = useMemo(() => {
    const complete = (context: CompletionContext): CompletionResult | null => {
      const found = completions(context.state.doc.toString(), context.pos, columns, parameters)
      if (found.options.length === 0 || (found.from === context.pos && !context.explicit)) return null
      return {
        from: found.from,
        to: found.to,
        filter: false,
        options: found.options.map((option) => ({
          label: option.label,
          apply: option.insert,
          detail: option.detail,
          type: KINDS[option.kind],
        })),
      }
    }
    const lint = (view: EditorView): Diagnostic[] => {
      const end = view.state.doc.length
      return marks.map(({ from, to, message, fix }) => ({
        from: Math.min(from, end),
        to: Math.min(Math.max(to, from), end),
        severity: 'error',
        message,
        ...(fix !== undefined && {
          actions: [
            {
              name: t('fix', { fix: fix.text }),
              apply: (target: EditorView) => target.dispatch({ changes: { from: fix.from, to: fix.to, insert: fix.text } }),
            },
          ],
        }),
      }))
    }
    return [
      coloured,
      look,
      EditorView.cspNonce.of(cspNonce()),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true', spellcheck: 'false' }),
      placeholder(hint),
      autocompletion({ override: [complete], icons: false }),
      linter(lint, { delay: 0, needsRefresh: () => true }),
      Prec.high(keymap.of(completionKeymap)),
    ]
  }, [columns, hint, label, marks, parameters, t])
  return (
    <CodeMirror
      ref={editor}
      value={value}
      theme="none"
      basicSetup={{
        lineNumbers: false,
        foldGutter: false,
        highlightActiveLine: false,
        highlightActiveLineGutter: false,
        autocompletion: false,
        lintKeymap: false,
        syntaxHighlighting: false,
      }}
      indentWithTab={false}
      extensions={extensions}
      onChange={onChange}
      onBlur={onBlur}
    />
  )
}
