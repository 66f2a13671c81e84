import { ActionIcon, Tooltip } from '@mantine/core'
import { findConnectionType } from '@sluice/catalog'
import type { ConnectionDto } from '@sluice/contract'
import { IconPlugConnected, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from '../../ui/list.module.css'
import { TestState } from './test-state.tsx'
import { UsedByFlows } from './used-by.tsx'

interface Props {
  readonly connections: readonly ConnectionDto[]
  /** Names of those that are being tested. */
  readonly testing: ReadonlySet<string>
  readonly onOpen: (name: string) => void
  readonly onTest: (name: string) => void
  readonly onDelete: (connection: ConnectionDto) => void
}

/** Connections as rows. */
export function ConnectionsTable({ connections, testing, onOpen, onTest, onDelete }: Props) {
  const { t } = useTranslation('connections')
  const targetOf = ({ type, config }: ConnectionDto): string => findConnectionType(type)?.target(config) ?? ''
  return (
    <div className={classes['frame']}>
      <table className={classes['list']}>
        <thead>
          <tr>
            <th>{t('columns.name')}</th>
            <th>{t('columns.target')}</th>
            <th>{t('columns.tested')}</th>
            <th>{t('columns.usedBy')}</th>
            <th>
              <span className="visually-hidden">{t('columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={connection.name}>
              <td>
                <button type="button" className={classes['nameButton']} onClick={() => onOpen(connection.name)}>
                  {connection.name}
                </button>
                <div className={classes['sub']}>{t(`catalog:connections.${connection.type}.label`, { defaultValue: connection.type })}</div>
              </td>
              <td>{targetOf(connection)}</td>
              <td>
                <TestState connection={connection} busy={testing.has(connection.name)} />
              </td>
              <td>
                <UsedByFlows usedBy={connection.usedBy} />
              </td>
              <td>
                <div className={classes['actions']}>
                  <Tooltip label={t('test.action')}>
                    <ActionIcon
                      aria-label={t('test.actionOf', { name: connection.name })}
                      loading={testing.has(connection.name)}
                      onClick={() => onTest(connection.name)}
                    >
                      <IconPlugConnected size={16} />
                    </ActionIcon>
                  </Tooltip>
                  <Tooltip label={t('shell:delete')}>
                    <ActionIcon aria-label={t('deleteOf', { name: connection.name })} onClick={() => onDelete(connection)}>
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Tooltip>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
