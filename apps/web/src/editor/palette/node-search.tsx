import { FocusTrap } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import { useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { NodeIcon } from '../canvas/node-icon.tsx'
import { useEditor, useView, type Editor } from '../context.ts'
import { choose, optionsFor, type SearchOption } from './search-options.ts'
import type { Search } from '../view.ts'
import { useNodeTexts } from '../node-texts.ts'
import { useKindTexts } from './use-kind-texts.ts'
import classes from './palette.module.css'

const WIDTH = 300
const HEIGHT = 360
const TITLES = { add: 'searchAdd', connect: 'searchConnect', replace: 'searchReplace' } as const

function close(editor: Editor): void {
  const { search, set } = editor.view.getState()
  set({ search: null })
  if (search === null) return
  const back = search.mode === 'replace' ? search.node : search.from?.node
  if (back !== undefined) editor.canvas.current?.goTo(back)
}

function Options({
  options,
  active,
  pick,
}: {
  readonly options: readonly SearchOption[]
  readonly active: number
  readonly pick: (option: SearchOption) => void
}) {
  return options.map((option, index) => (
    <div
      key={option.key}
      id={`node-option-${index}`}
      role="option"
      aria-selected={index === active}
      className={classes['option']}
      data-group={option.group}
      ref={(element) => (index === active ? element?.scrollIntoView({ block: 'nearest' }) : undefined)}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => pick(option)}
    >
      <span className={classes['icon']}>
        <NodeIcon name={option.icon} />
      </span>
      <span>{option.label}</span>
      <small>{option.hint}</small>
    </div>
  ))
}

function SearchBox({ search }: { readonly search: Search }) {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const texts = useNodeTexts()
  const kinds = useKindTexts()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const options = useMemo(() => optionsFor(editor, search, text, texts, kinds), [editor, search, text, texts, kinds])
  const box = useClickOutside(() => editor.view.getState().set({ search: null }))
  const pick = (option: SearchOption | undefined): void => {
    if (option === undefined) return
    editor.view.getState().set({ search: null })
    choose(editor, search, option)
  }
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setActive((options.length + active + step) % Math.max(options.length, 1))
    else if (event.key === 'Enter') pick(options[active])
    else if (event.key === 'Escape') close(editor)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const left = Math.max(8, Math.min(search.client.x, window.innerWidth - WIDTH - 8))
  const top = Math.max(8, Math.min(search.client.y, window.innerHeight - HEIGHT - 8))
  return (
    <div ref={box} className={classes['search']} role="dialog" aria-label={t(TITLES[search.mode])} style={{ left, top, width: WIDTH }}>
      <FocusTrap active>
        <div>
          <input
            data-autofocus
            role="combobox"
            aria-expanded
            aria-controls="node-options"
            aria-activedescendant={`node-option-${active}`}
            aria-label={t(TITLES[search.mode])}
            placeholder={t(TITLES[search.mode])}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setActive(0)
            }}
            onKeyDown={press}
          />
        </div>
      </FocusTrap>
      <div id="node-options" role="listbox" aria-label={t('nodes')} className={classes['options']}>
        <Options options={options} active={active} pick={pick} />
        {options.length === 0 && <p className={classes['none']}>{t('searchNone')}</p>}
      </div>
    </div>
  )
}

/** The node search at the pointer, while it is open. */
export function NodeSearch() {
  const search = useView((view) => view.search)
  return search === null ? null : <SearchBox key={JSON.stringify(search)} search={search} />
}
