import { Button, Drawer, Menu } from '@mantine/core'
import { connectionTypes, findConnectionType } from '@sluice/catalog'
import type { ConnectionDto } from '@sluice/contract'
import { IconDatabase, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { ConnectionForm } from './connection-form.tsx'
import { ConnectionsTable } from './connections-table.tsx'
import { DeleteConnection } from './delete-connection.tsx'
import { SecretsSection } from './secrets-section.tsx'
import { useTests } from './use-tests.ts'
import classes from './connections.module.css'

/** What flows reach other systems with: connections, and secrets that single nodes name. */
export function ConnectionsPage() {
  const { t } = useTranslation('connections')
  const format = useFormat()
  const [address, setAddress] = useSearchParams()
  const [doomed, setDoomed] = useState<ConnectionDto>()
  const query = useRoute('listConnections', {})
  const tests = useTests()
  const connections = query.data?.connections ?? []
  const opened = connections.find(({ name }) => name === address.get('open'))
  const type = findConnectionType(opened?.type ?? address.get('new') ?? '')
  const show = (open: Readonly<Record<string, string>>): void => setAddress(open, { replace: true })
  const close = (): void => show({})
  return (
    <>
      <TopBar title={t('title')} badge={query.isSuccess && <Chip>{format.number(connections.length)}</Chip>}>
        <NewButton onNew={(wanted) => show({ new: wanted })} />
      </TopBar>
      <PageBody>
        <div className={classes['sections']}>
          {query.isPending && <RowsSkeleton rows={4} />}
          {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
          {query.isSuccess && connections.length === 0 && (
            <EmptyState icon={IconDatabase} title={t('empty.title')} text={t('empty.text')}>
              <NewButton onNew={(wanted) => show({ new: wanted })} />
            </EmptyState>
          )}
          {connections.length > 0 && (
            <ConnectionsTable
              connections={connections}
              testing={tests.running}
              onOpen={(name) => show({ open: name })}
              onTest={tests.start}
              onDelete={setDoomed}
            />
          )}
          <SecretsSection />
        </div>
      </PageBody>
      <Drawer
        opened={type !== undefined}
        onClose={close}
        position="right"
        size={460}
        title={opened?.name ?? t('newOf', { type: t(`catalog:connections.${type?.type ?? ''}.label`, { defaultValue: '' }) })}
        closeButtonProps={{ 'aria-label': t('shell:close') }}
        classNames={{ content: classes['drawer'] ?? '', body: classes['drawerBody'] ?? '' }}
      >
        {type !== undefined && (
          <ConnectionForm
            key={`${opened?.name ?? ''} ${opened?.version ?? 0}`}
            type={type}
            saved={opened}
            onClose={close}
            onSaved={(name) => {
              close()
              notifyDone(t, t('saved', { name }))
              tests.start(name)
            }}
          />
        )}
      </Drawer>
      <DeleteConnection connection={doomed} onClose={() => setDoomed(undefined)} />
    </>
  )
}

/** Asks for the kind only where there is a choice. */
function NewButton({ onNew }: { readonly onNew: (type: string) => void }) {
  const { t } = useTranslation('connections')
  const [first, ...more] = connectionTypes
  const button = (onClick?: () => void) => (
    <Button leftSection={<IconPlus size={14} />} {...(onClick !== undefined && { onClick })}>
      {t('new')}
    </Button>
  )
  if (first !== undefined && more.length === 0) return button(() => onNew(first.type))
  return (
    <Menu position="bottom-end">
      <Menu.Target>{button()}</Menu.Target>
      <Menu.Dropdown>
        {connectionTypes.map(({ type }) => (
          <Menu.Item key={type} onClick={() => onNew(type)}>
            {t(`catalog:connections.${type}.label`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
