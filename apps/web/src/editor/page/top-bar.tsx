import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown, IconDots, IconHeartbeat, IconPlayerPlay, IconPlayerPlayFilled, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useStore } from 'zustand'
import { CommandItems } from '../commands/command-items.tsx'
import { command, perform } from '../commands/commands.ts'
import { chordKeys } from '../commands/keys.ts'
import { useDraft, useEditor, useView } from '../context.ts'
import { FlowName } from './flow-name.tsx'
import { PublishButton, PublishState } from './publish-button.tsx'
import { SaveIndicator } from './save-indicator.tsx'
import { ScheduleButton } from './schedule-button.tsx'
import classes from './page.module.css'

const MORE = ['parameters', 'policy', 'export', 'add-note', 'tidy', 'toggle-left', 'toggle-right', 'toggle-bottom', 'shortcuts'] as const

function IconCommand({ id }: { readonly id: 'undo' | 'redo' }) {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const entry = command(id)
  const can = useStore(editor.store, () => entry.when?.(editor) ?? true)
  const Glyph = entry.icon
  const keys = chordKeys(entry.keys?.[0] ?? '').join(' ')
  return (
    <Tooltip label={`${t(`commands.${id}`)} · ${keys}`}>
      <ActionIcon
        aria-label={t(`commands.${id}`)}
        className={classes['ghost'] ?? ''}
        aria-disabled={!can}
        onClick={() => perform(editor, entry)}
      >
        {Glyph !== undefined && <Glyph size={18} stroke={1.6} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  )
}

function RunButtons({ starting }: { readonly starting: boolean }) {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const status = useView((view) => view.run?.status)
  const parameters = useDraft((draft) => draft.document.flow.parameters.length)
  const on = status === 'running' || status === 'queued'
  return (
    <>
      {on && (
        <Button variant="default" leftSection={<IconX size={14} aria-hidden />} onClick={() => perform(editor, command('cancel-run'))}>
          {t('commands.cancel-run')}
        </Button>
      )}
      <Button.Group>
        <Button
          leftSection={<IconPlayerPlayFilled size={12} aria-hidden />}
          loading={starting}
          disabled={on}
          onClick={() => perform(editor, command('run'))}
        >
          {t('commands.run')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button px={6} aria-label={t('runOptions')} disabled={on} className={classes['split'] ?? ''}>
              <IconChevronDown size={14} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              disabled={parameters === 0}
              onClick={() => editor.view.getState().set({ dialog: 'run' })}
            >
              {t('runWithParameters')}
            </Menu.Item>
            <CommandItems ids={['parameters']} />
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
    </>
  )
}

/** The bar over the editor: name, saved state, undo and redo, more, run. */
export function EditorTopBar({ starting }: { readonly starting: boolean }) {
  const { t } = useTranslation(['editor', 'shell'])
  const { flowId } = useEditor()
  return (
    <header className={classes['top']}>
      <Link to="/flows" className={classes['back']}>
        {t('shell:crumb', { page: t('shell:pages.flows') })}
      </Link>
      <FlowName />
      <SaveIndicator />
      <PublishState />
      <span className={classes['space']} />
      <IconCommand id="undo" />
      <IconCommand id="redo" />
      <span className={classes['bar']} />
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon aria-label={t('more')}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to={`/flows/${flowId}/health`} leftSection={<IconHeartbeat size={15} stroke={1.6} aria-hidden />}>
            {t('health')}
          </Menu.Item>
          <CommandItems ids={MORE} />
        </Menu.Dropdown>
      </Menu>
      <ScheduleButton />
      <PublishButton />
      <RunButtons starting={starting} />
    </header>
  )
}
