import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import type { FlowSummary } from '@sluice/contract'
import {
  IconAdjustmentsHorizontal,
  IconCopy,
  IconDots,
  IconDownload,
  IconEdit,
  IconHeartbeat,
  IconList,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { hrefOf } from '../../api/client.ts'

interface Props {
  readonly flow: FlowSummary
  readonly onRun: () => void
  readonly onDuplicate: () => void
  readonly onDelete: () => void
  readonly onPolicy: () => void
}

/** What can be done with one flow of the list. */
export function FlowMenu({ flow, onRun, onDuplicate, onDelete, onPolicy }: Props) {
  const { t } = useTranslation('flows')
  const { id, name } = flow
  return (
    <>
      <Tooltip label={t('runNow')}>
        <ActionIcon aria-label={t('runNowOf', { name })} onClick={onRun}>
          <IconPlayerPlay size={16} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('menuOf', { name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEdit size={14} />} component={Link} to={`/flows/${id}`}>
            {t('open')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPlayerPlay size={14} />} onClick={onRun}>
            {t('runNow')}
          </Menu.Item>
          <Menu.Item leftSection={<IconList size={14} />} component={Link} to={`/runs?flow=${id}`}>
            {t('allRuns')}
          </Menu.Item>
          <Menu.Item leftSection={<IconHeartbeat size={14} />} component={Link} to={`/flows/${id}/health`}>
            {t('health')}
          </Menu.Item>
          <Menu.Item leftSection={<IconAdjustmentsHorizontal size={14} />} onClick={onPolicy}>
            {t('policy')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} onClick={onDuplicate}>
            {t('duplicate')}
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={14} />} component="a" href={hrefOf('exportFlow', { params: { id } })} download>
            {t('export')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item color="var(--bad)" leftSection={<IconTrash size={14} />} onClick={onDelete}>
            {t('shell:delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
