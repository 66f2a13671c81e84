import { ActionIcon, Group, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../api/queries.ts'
import { useFormat } from '../i18n/use-format.ts'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { DataGrid } from './data-grid.tsx'
import { GridSkeleton } from './grid-skeleton.tsx'
import type { OutputViewProps } from './types.ts'
import classes from './panel.module.css'

const PAGE = 200

/** What a run wrote, page by page. */
export function OutputView({ runId, output }: OutputViewProps) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const [offset, setOffset] = useState(0)
  const page = useRoute('readOutput', { params: { id: runId, output: output.id }, query: { limit: PAGE, offset } }, { keepPrevious: true })
  if (page.isPending) return <GridSkeleton />
  if (page.isError) return <ErrorNotice error={page.error} retry={page.refetch} />
  const { columns, rows, total } = page.data
  const range = { from: format.number(total === 0 ? 0 : offset + 1), to: format.number(offset + rows.length), total: format.number(total) }
  return (
    <section className={classes['panel']} aria-label={output.path} aria-busy={page.isFetching}>
      <DataGrid label={output.path} columns={columns} rows={rows} total={total} firstRow={offset + 1} />
      {total > PAGE && (
        <Group className={classes['strip'] ?? ''} justify="flex-end" gap={8}>
          <span className={classes['sample']} role="status">
            {t('pageOf', range)}
          </span>
          <Tooltip label={t('previousPage')}>
            <ActionIcon aria-label={t('previousPage')} disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
              <IconChevronLeft size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('nextPage')}>
            <ActionIcon aria-label={t('nextPage')} disabled={offset + PAGE >= total} onClick={() => setOffset(offset + PAGE)}>
              <IconChevronRight size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
    </section>
  )
}
