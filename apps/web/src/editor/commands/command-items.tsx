import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useEditor } from '../context.ts'
import { command, perform } from './commands.ts'
import { chordKeys } from './keys.ts'
import classes from './commands.module.css'

/** The keys of a chord as small key caps. */
export function Keys({ chord }: { readonly chord: string }) {
  return (
    <span className={classes['keys']}>
      {chordKeys(chord).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}

function Item({ id }: { readonly id: string }) {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const entry = command(id)
  const can = useStore(editor.store, () => entry.when?.(editor) ?? true)
  const chord = entry.keys?.[0]
  return (
    <Menu.Item
      disabled={!can}
      color={id === 'delete' ? 'var(--bad)' : undefined}
      leftSection={entry.icon !== undefined && <entry.icon size={15} stroke={1.6} aria-hidden />}
      rightSection={chord !== undefined && <Keys chord={chord} />}
      onClick={() => perform(editor, entry)}
    >
      {t(`commands.${id}`)}
    </Menu.Item>
  )
}

/** Commands as items of a menu. */
export function CommandItems({ ids }: { readonly ids: readonly string[] }) {
  return ids.map((id) => <Item key={id} id={id} />)
}
