import { Button, Drawer, Select } from '@mantine/core'
import type { TriggerDto } from '@sluice/contract'
import { IconApi, IconBolt, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { EventsDrawer } from './events-drawer.tsx'
import { HowToCall, type Shown } from './how-to-call.tsx'
import { KINDS } from './trigger-draft.ts'
import { TriggerForm } from './trigger-form.tsx'
import { DeleteTrigger, RotateSecret } from './trigger-questions.tsx'
import { TriggerTable } from './trigger-table.tsx'

const EVERY = 3_000

/** What is open over the page, for which trigger; `form` without one makes a new one. */
interface Over {
  readonly what: 'form' | 'events' | 'rotate' | 'delete'
  readonly id?: string
}

/** What starts flows from outside; what is shown stands in the address. */
export function TriggersPage() {
  const { t } = useTranslation('triggers')
  const [search, setSearch] = useSearchParams()
  const [over, setOver] = useState<Over>()
  const [call, setCall] = useState<Shown>()
  const flow = search.get('flow') ?? undefined
  const kind = KINDS.find((known) => known === search.get('kind'))
  const query = useRoute('listTriggers', { query: {} }, { refreshEvery: EVERY })
  const all = query.data?.triggers ?? []
  const shown = all.filter(
    (trigger) => (flow === undefined || trigger.flowId === flow) && (kind === undefined || trigger.config.kind === kind),
  )
  const show = (change: Readonly<Record<string, string | undefined>>): void =>
    setSearch(
      Object.entries({ flow, kind, ...change }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
    )
  const overOf = (what: Over['what']): TriggerDto | undefined => (over?.what === what ? all.find(({ id }) => id === over.id) : undefined)
  const close = (): void => setOver(undefined)
  const open = (what: Over['what']) => (trigger: TriggerDto) => setOver({ what, id: trigger.id })
  const add = (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setOver({ what: 'form' })}>
      {t('new')}
    </Button>
  )
  const edited = overOf('form')
  return (
    <>
      <TopBar title={t('title')} badge={query.data !== undefined && <Chip>{all.length}</Chip>}>
        <Select
          w={190}
          clearable
          aria-label={t('filterKind')}
          placeholder={t('anyKind')}
          data={KINDS.map((value) => ({ value, label: t(`fields.kind.options.${value}`) }))}
          value={kind ?? null}
          onChange={(value) => show({ kind: value ?? undefined })}
        />
        <Select
          w={220}
          searchable
          clearable
          aria-label={t('filterFlow')}
          placeholder={t('anyFlow')}
          data={[...new Map(all.map(({ flowId, flowName }) => [flowId, flowName]))].map(([value, label]) => ({ value, label }))}
          value={flow ?? null}
          onChange={(value) => show({ flow: value ?? undefined })}
        />
        <Button component={Link} to="/triggers/endpoints" variant="default" leftSection={<IconApi size={16} />}>
          {t('api.open')}
        </Button>
        {add}
      </TopBar>
      <PageBody>
        {query.isPending && <RowsSkeleton rows={6} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && shown.length === 0 && (
          <EmptyState icon={IconBolt} title={t('empty.title')} text={t('empty.text')}>
            {add}
          </EmptyState>
        )}
        {shown.length > 0 && (
          <TriggerTable
            triggers={shown}
            onEdit={open('form')}
            onEvents={open('events')}
            onRotate={open('rotate')}
            onDelete={open('delete')}
            onCall={(trigger) => setCall({ trigger, secret: null })}
          />
        )}
      </PageBody>
      <Drawer
        opened={over?.what === 'form'}
        onClose={close}
        position="right"
        size={520}
        title={edited === undefined ? t('new') : t('edit')}
        closeButtonProps={{ 'aria-label': t('shell:close') }}
      >
        {over?.what === 'form' && (
          <TriggerForm
            key={over.id ?? 'new'}
            trigger={edited}
            flowId={flow}
            onClose={close}
            onSaved={(trigger, secret) => {
              close()
              if (over.id === undefined ? trigger.address !== null : secret !== null) setCall({ trigger, secret })
            }}
          />
        )}
      </Drawer>
      <EventsDrawer trigger={overOf('events')} onClose={close} />
      <RotateSecret trigger={overOf('rotate')} onClose={close} onMade={setCall} />
      <DeleteTrigger trigger={overOf('delete')} onClose={close} />
      <HowToCall shown={call} onClose={() => setCall(undefined)} />
    </>
  )
}
