import { NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import type { Problem } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import { readInterval, units } from './describe-timing.ts'
import { MomentInput } from './moment-input.tsx'
import type { ScheduleDraft } from './schedule-draft.ts'
import classes from './schedules.module.css'

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

const PRESETS = ['0 * * * *', '0 2 * * *', '0 7 * * MON-FRI', '0 6 * * MON', '0 3 1 * *', '*/15 * * * *'] as const

interface Props {
  readonly draft: ScheduleDraft
  readonly problems: readonly Problem[]
  readonly onChange: (change: Partial<ScheduleDraft>) => void
}

/** The text of the first error of a field. */
export function useProblemAt(problems: readonly Problem[]): (path: string) => string | undefined {
  const { t } = useTranslation('schedules')
  return (path) => {
    const problem = problems.find((found) => found.severity === 'error' && found.path?.[0] === path)
    if (problem === undefined) return undefined
    const { field, ...params } = problem.params ?? {}
    return t(`catalog:problems.${problem.code}`, { ...params, field: field === undefined ? '' : t(`field.${field}`) })
  }
}

function CronFields({ draft, problems, onChange }: Props) {
  const { t } = useTranslation('schedules')
  const error = useProblemAt(problems)('expression')
  return (
    <>
      <TextInput
        label={t('expression')}
        description={t('expressionHelp')}
        value={draft.expression}
        error={error}
        spellCheck={false}
        classNames={{ input: classes['code'] ?? '' }}
        onChange={(event) => onChange({ expression: event.currentTarget.value })}
        data-autofocus
      />
      <div className={classes['presets']} role="group" aria-label={t('presets')}>
        {PRESETS.map((expression) => (
          <button
            key={expression}
            type="button"
            aria-pressed={draft.expression.trim() === expression}
            onClick={() => onChange({ expression })}
          >
            {t(`preset.${PRESETS.indexOf(expression)}`)}
          </button>
        ))}
      </div>
    </>
  )
}

function IntervalFields({ draft, problems, onChange }: Props) {
  const { t } = useTranslation('schedules')
  const { count, unit } = readInterval(draft.expression) ?? { count: '', unit: 'm' as const }
  return (
    <div className={classes['pair']}>
      <NumberInput
        label={t('everyCount')}
        min={1}
        value={count}
        error={useProblemAt(problems)('expression')}
        onChange={(value) => onChange({ expression: `${value}${unit}` })}
        data-autofocus
      />
      <Select
        label={t('unit')}
        data={units.map((value) => ({ value, label: t(`units.${value}`) }))}
        value={unit}
        onChange={(value) => value !== null && onChange({ expression: `${count}${value}` })}
      />
    </div>
  )
}

function Moment({
  label,
  help,
  path,
  draft,
  problems,
  onChange,
}: Props & { readonly label: string; readonly help: string; readonly path: 'startsAt' | 'endsAt' }) {
  return (
    <MomentInput
      label={label}
      description={help}
      zone={draft.zone}
      value={draft[path]}
      error={useProblemAt(problems)(path)}
      onMoment={(instant) => onChange({ [path]: instant })}
    />
  )
}

/** When it runs: by cron fields or by an interval, in a zone, between two moments. */
export function TimingFields(props: Props) {
  const { draft, problems, onChange } = props
  const { t } = useTranslation('schedules')
  const problemAt = useProblemAt(problems)
  const known = problemAt('zone') === undefined
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t('kind')}
        data={[
          { value: 'cron', label: t('kinds.cron') },
          { value: 'interval', label: t('kinds.interval') },
        ]}
        value={draft.kind}
        onChange={(kind) => onChange(kind === 'cron' ? { kind: 'cron', expression: '0 2 * * *' } : { kind: 'interval', expression: '15m' })}
      />
      {draft.kind === 'cron' ? <CronFields {...props} /> : <IntervalFields {...props} />}
      <Select
        label={t('zone')}
        searchable
        data={zones.includes(draft.zone) ? zones : [draft.zone, ...zones]}
        value={draft.zone}
        error={problemAt('zone')}
        onChange={(zone) => zone !== null && onChange({ zone })}
      />
      {known && (
        <div className={classes['pair']}>
          <Moment {...props} path="startsAt" label={t('startsAt')} help={t('startsAtHelp')} />
          <Moment {...props} path="endsAt" label={t('endsAt')} help={t('endsAtHelp')} />
        </div>
      )}
    </>
  )
}
