import { Button, NumberInput, Skeleton } from '@mantine/core'
import type { OperationsDto, SettingsDto } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { Section } from './section.tsx'
import classes from './settings.module.css'

/** How many runs there may be, how long they are kept, and who carries them out. */
export function OperationsSection({ mayAdminister }: { readonly mayAdminister: boolean }) {
  const { t } = useTranslation('settings')
  const settings = useRoute('readSettings', {})
  const operations = useRoute('readOperations', {}, { refreshEvery: 5_000 })
  return (
    <Section id="operations" title={t('operations.title')} text={t('operations.text')}>
      {operations.isPending && <Skeleton height={60} />}
      {operations.isError && <ErrorNotice error={operations.error} retry={operations.refetch} />}
      {operations.isSuccess && <Workers operations={operations.data} />}
      {settings.isSuccess && mayAdminister && <LimitsForm key={JSON.stringify(settings.data)} settings={settings.data} />}
    </Section>
  )
}

function Workers({ operations: { workers, queued, running, outputs } }: { readonly operations: OperationsDto }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const room = { used: format.bytes(outputs.usedMb * 1e6), limit: format.bytes(outputs.limitMb * 1e6) }
  return (
    <>
      <p>
        {t('operations.now', { running: format.number(running), queued: format.number(queued) })} {t('operations.room', room)}{' '}
        {outputs.full && <Chip tone="bad">{t('operations.full')}</Chip>}
      </p>
      {workers.length === 0 && <p role="alert">{t('operations.noWorker')}</p>}
      {workers.length > 0 && (
        <ul className={classes['entries']}>
          {workers.map((worker) => (
            <li key={worker.id}>
              <span>
                <strong>{worker.id}</strong> {worker.draining && <Chip tone="warn">{t('operations.draining')}</Chip>}
                <small>
                  {t('operations.worker', {
                    busy: format.number(worker.busy),
                    runs: format.number(worker.runs),
                    memory: format.bytes(worker.memoryMb * 1e6),
                    version: worker.version,
                    ago: format.ago(worker.startedAt),
                  })}
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const FIELDS = [
  { name: 'runsAtOnce', least: 1, most: 1_000, optional: true },
  { name: 'retentionDays', least: 1, most: 3_650, optional: false },
  { name: 'outputsMb', least: 1, most: 100_000_000, optional: false },
] as const

function LimitsForm({ settings }: { readonly settings: SettingsDto }) {
  const { t } = useTranslation('settings')
  const save = useChange('writeSettings', ['readSettings', 'readOperations'])
  const [values, setValues] = useState<Readonly<Record<(typeof FIELDS)[number]['name'], number | null>>>({
    runsAtOnce: settings.runsAtOnce,
    retentionDays: settings.retentionDays,
    outputsMb: settings.outputsMb,
  })
  const { runsAtOnce, retentionDays, outputsMb } = values
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (retentionDays === null || outputsMb === null) return
        save.mutateAsync({ body: { runsAtOnce, retentionDays, outputsMb } }).then(
          () => notifyDone(t, t('shell:saved')),
          (error: unknown) => notifyError(t, error),
        )
      }}
    >
      {FIELDS.map(({ name, least, most, optional }) => (
        <NumberInput
          key={name}
          label={t(`operations.${name}`)}
          description={t(`operations.${name}Help`)}
          min={least}
          max={most}
          clampBehavior="blur"
          allowDecimal={false}
          value={values[name] ?? ''}
          placeholder={optional ? t('operations.unlimited') : ''}
          onChange={(value) => setValues((before) => ({ ...before, [name]: value === '' ? null : Number(value) }))}
          {...(!optional && values[name] === null && { error: t('operations.needed') })}
        />
      ))}
      <Button type="submit" variant="default" loading={save.isPending} disabled={retentionDays === null || outputsMb === null}>
        {t('shell:save')}
      </Button>
    </form>
  )
}
