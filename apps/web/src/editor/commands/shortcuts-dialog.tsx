import { Modal } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useEditor, useView } from '../context.ts'
import type { CommandGroup } from './command.ts'
import { Keys } from './command-items.tsx'
import { commands } from './commands.ts'
import classes from './commands.module.css'

const GROUPS: readonly CommandGroup[] = ['edit', 'arrange', 'select', 'move', 'view', 'flow']

/** Every shortcut, by what it is for. */
export function ShortcutsDialog() {
  const { t } = useTranslation('editor')
  const { view } = useEditor()
  const open = useView((state) => state.dialog === 'shortcuts')
  return (
    <Modal
      closeButtonProps={{ 'aria-label': t('shell:close') }}
      opened={open}
      onClose={() => view.getState().set({ dialog: null })}
      title={t('shortcuts')}
      size="xl"
    >
      <div className={classes['list']}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`commandGroups.${group}`)}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group && command.keys !== undefined)
                .map((command) => (
                  <div key={command.id} className={classes['row']}>
                    <dt>{t(`commands.${command.id}`)}</dt>
                    <dd>
                      {(command.keys ?? []).map((chord) => (
                        <Keys key={chord} chord={chord} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
