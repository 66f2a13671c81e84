import { Button, Checkbox, Drawer, Group, Select } from '@mantine/core'
import { eventStateSchema, type EventState, type TriggerDto, type TriggerEventDto } from '@sluice/contract'
import { IconRepeat } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip, type Tone } from '../../ui/chip.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import list from '../../ui/list.module.css'
import classes from './triggers.module.css'

const PAGE = 50
const TONES: Readonly<Record<EventState, Tone>> = { accepted: 'mute', running: 'run', done: 'ok', failed: 'bad' }

/** Only what has ended can be taken in again. */
const canReplay = ({ state }: TriggerEventDto): boolean => state === 'done' || state === 'failed'

function EventCard({
  event,
  chosen,
  onChoose,
}: {
  readonly event: TriggerEventDto
  readonly chosen: boolean
  readonly onChoose: () => void
}) {
  const { t } = useTranslation('triggers')
  const format = useFormat()
  const { problem } = event
  return (
    <li className={classes['event']}>
      <div className={classes['eventHead']}>
        <Checkbox checked={chosen} disabled={!canReplay(event)} onChange={onChoose} aria-label={t('events.choose', { id: event.id })} />
        <Chip tone={TONES[event.state]}>{t(`events.state.${event.state}`)}</Chip>
        <span>{format.instant(event.receivedAt)}</span>
        {event.attempts > 0 && <span className={list['sub']}>{t('events.attempts', { count: event.attempts })}</span>}
        {event.state === 'accepted' && event.notBefore !== null && (
          <span className={list['sub']}>{t('events.again', { when: format.clock(event.notBefore) })}</span>
        )}
        <span className={list['space']} />
        {event.runId !== null && (
          <Link className={list['link']} to={`/runs/${event.runId}`}>
            {t('events.run')}
          </Link>
        )}
      </div>
      {problem !== null && (
        <p className={classes['problem']}>{t(`catalog:problems.${problem.code}`, { ...problem.params, defaultValue: problem.code })}</p>
      )}
      <details>
        <summary>{t('events.content')}</summary>
        <pre tabIndex={0}>{event.payload}</pre>
        {event.request !== null && <pre tabIndex={0}>{event.request}</pre>}
        <p className={list['sub']}>{t('events.key', { key: event.dedupeKey })}</p>
      </details>
    </li>
  )
}

function Events({ trigger }: { readonly trigger: TriggerDto }) {
  const { t } = useTranslation('triggers')
  const format = useFormat()
  const [state, setState] = useState<EventState>()
  const [offset, setOffset] = useState(0)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const { id } = trigger
  const query = useRoute(
    'listTriggerEvents',
    { params: { id }, query: { state, offset, limit: PAGE } },
    { refreshEvery: 3_000, keepPrevious: true },
  )
  const replay = useChange('replayTriggerEvents', ['listTriggerEvents', 'listTriggers'])
  const events = query.data?.events ?? []
  const total = query.data?.total ?? 0
  const open = events.filter(canReplay)
  const toggle = (event: number): void => setChosen((before) => (before.has(event) ? new Set([...before].filter((e) => e !== event)) : new Set([...before, event]))) // prettier-ignore
  const all = open.length > 0 && open.every((event) => chosen.has(event.id))
  return (
    <div className={classes['form']}>
      <Group gap={8}>
        <Checkbox
          label={t('events.all')}
          checked={all}
          disabled={open.length === 0}
          onChange={() => setChosen(all ? new Set() : new Set(open.map((event) => event.id)))}
        />
        <span className={list['space']} />
        <Select
          clearable
          w={180}
          aria-label={t('events.filter')}
          placeholder={t('events.any')}
          data={eventStateSchema.options.map((value) => ({ value, label: t(`events.state.${value}`) }))}
          value={state ?? null}
          onChange={(value) => {
            setState(eventStateSchema.safeParse(value).data)
            setOffset(0)
          }}
        />
        <Button
          leftSection={<IconRepeat size={14} />}
          disabled={chosen.size === 0}
          loading={replay.isPending}
          onClick={() =>
            replay.mutate(
              { params: { id }, body: { events: [...chosen] } },
              {
                onSuccess: ({ replayed }) => {
                  setChosen(new Set())
                  notifyDone(t, t('events.replayed', { count: replayed }))
                },
                onError: (error) => notifyError(t, error),
              },
            )
          }
        >
          {t('events.replay', { count: chosen.size })}
        </Button>
      </Group>
      {query.isPending && <RowsSkeleton rows={5} />}
      {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
      {query.isSuccess && events.length === 0 && <p>{t('events.none')}</p>}
      <ul className={classes['events']}>
        {events.map((event) => (
          <EventCard key={event.id} event={event} chosen={chosen.has(event.id)} onChoose={() => toggle(event.id)} />
        ))}
      </ul>
      {total > PAGE && (
        <Group justify="flex-end" gap={8}>
          <span role="status">
            {t('events.page', { from: format.number(offset + 1), to: format.number(offset + events.length), total: format.number(total) })}
          </span>
          <Button variant="default" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
            {t('events.newer')}
          </Button>
          <Button variant="default" disabled={offset + PAGE >= total} onClick={() => setOffset(offset + PAGE)}>
            {t('events.older')}
          </Button>
        </Group>
      )}
    </div>
  )
}

/** What a trigger took in, what became of it, and a way to take it in again. */
export function EventsDrawer({ trigger, onClose }: { readonly trigger: TriggerDto | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('triggers')
  return (
    <Drawer
      opened={trigger !== undefined}
      onClose={onClose}
      position="right"
      size={640}
      title={t('events.title', { name: trigger?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {trigger !== undefined && <Events key={trigger.id} trigger={trigger} />}
    </Drawer>
  )
}
