import { Button, Menu } from '@mantine/core'
import { IconDownload, IconListSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { hrefOf } from '../../api/client.ts'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { Pager } from '../../ui/pager.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'
import { EVERYTHING, filterOf, PAGE, readAuditView, writeAuditView, type AuditView } from './audit-view.ts'
import { ChainState } from './chain-state.tsx'

/** Who did what, newest first, and whether the log can be trusted. What is shown stands in the address. */
export function AuditPage() {
  const { t } = useTranslation('audit')
  const format = useFormat()
  const [search, setSearch] = useSearchParams()
  const view = readAuditView(search)
  const show = (change: Partial<AuditView>): void => setSearch(writeAuditView({ ...view, offset: 0, ...change }))
  const state = useRoute('readAuditState', {})
  const filter = filterOf(view)
  const query = useRoute('listAudit', { query: { ...filter, limit: PAGE, offset: view.offset } }, { keepPrevious: true })
  const { entries = [], total = 0, names = {} } = query.data ?? {}
  const { offset } = view
  return (
    <>
      <TopBar
        title={t('title')}
        back={{ to: '/settings', label: t('back') }}
        badge={query.isSuccess && <Chip>{format.number(total)}</Chip>}
      >
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={14} />}>
              {t('export')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(['csv', 'jsonl'] as const).map((as) => (
              <Menu.Item key={as} component="a" href={hrefOf('exportAudit', { query: { ...filter, format: as } })} download>
                {t(as)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </TopBar>
      <PageBody>
        {query.isError ? (
          <ErrorNotice error={query.error} retry={query.refetch} />
        ) : (
          <>
            <ChainState state={state.data} />
            <AuditFilters view={view} state={state.data} onChange={show} />
          </>
        )}
        {query.isPending && <RowsSkeleton rows={10} />}
        {query.isSuccess && entries.length === 0 && (
          <EmptyState icon={IconListSearch} title={t('none')} text={t('noneText')}>
            <Button variant="default" onClick={() => show(EVERYTHING)}>
              {t('clear')}
            </Button>
          </EmptyState>
        )}
        {entries.length > 0 && (
          <AuditTable
            entries={entries}
            names={new Map(Object.entries(names))}
            firstBroken={state.data?.firstBroken ?? null}
            onObject={(object) => show({ ...EVERYTHING, object })}
          />
        )}
        <Pager
          offset={offset}
          size={PAGE}
          total={total}
          text={t('page', { from: format.number(offset + 1), to: format.number(offset + entries.length), total: format.number(total) })}
          newer={t('newer')}
          older={t('older')}
          onGo={(to) => show({ offset: to })}
        />
      </PageBody>
    </>
  )
}
