import { NumberInput, Select, TextInput } from '@mantine/core'
import type { Missed, Overlap } from '@sluice/contract'
import type { FlowParameter, Problem } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import type { ScheduleDraft } from './schedule-draft.ts'
import { useProblemAt } from './timing-fields.tsx'

const OVERLAPS: readonly Overlap[] = ['skip', 'queue', 'cancel-previous', 'allow']
const MISSED: readonly Missed[] = ['skip', 'once', 'all']

/** Braces can't stand in a text: there they name its variables. */
const BRACES = { open: '{{', close: '}}' }

interface Props {
  readonly draft: ScheduleDraft
  readonly problems: readonly Problem[]
  readonly parameters: readonly FlowParameter[]
  readonly onChange: (change: Partial<ScheduleDraft>) => void
}

/** What happens when runs meet or were missed, how far starts are spread, and with which parameters the flow runs. */
export function PolicyFields({ draft, problems, parameters, onChange }: Props) {
  const { t } = useTranslation('schedules')
  const problemAt = useProblemAt(problems)
  const parameterError = (name: string): string | undefined => {
    const own = problems.find(
      ({ severity, params, path }) => severity === 'error' && path?.[0] === 'parameters' && params?.['name'] === name,
    )
    return own === undefined ? undefined : t(`catalog:problems.${own.code}`, { ...own.params })
  }
  const set = (name: string, value: string): void => {
    const { [name]: _before, ...others } = draft.parameters
    onChange({ parameters: value === '' ? others : { ...others, [name]: value } })
  }
  return (
    <>
      <Select
        label={t('overlap')}
        description={t(`overlapHelp.${draft.overlap}`)}
        data={OVERLAPS.map((value) => ({ value, label: t(`overlaps.${value}`) }))}
        value={draft.overlap}
        onChange={(value) => onChange({ overlap: OVERLAPS.find((known) => known === value) ?? draft.overlap })}
      />
      <Select
        label={t('missed')}
        description={t(`missedHelp.${draft.missed}`)}
        data={MISSED.map((value) => ({ value, label: t(`misseds.${value}`) }))}
        value={draft.missed}
        onChange={(value) => onChange({ missed: MISSED.find((known) => known === value) ?? draft.missed })}
      />
      <NumberInput
        label={t('jitter')}
        description={t('jitterHelp')}
        min={0}
        max={3_600}
        allowDecimal={false}
        clampBehavior="strict"
        value={draft.jitterSeconds}
        error={problemAt('jitterSeconds')}
        onChange={(value) => onChange({ jitterSeconds: typeof value === 'number' ? value : 0 })}
      />
      {parameters.map(({ name, type, default: fallback }) => (
        <TextInput
          key={name}
          label={t('parameter', { name, type: t(`forms:types.${type}`, { defaultValue: type }) })}
          description={t('parameterHelp', BRACES)}
          placeholder={fallback ?? ''}
          value={draft.parameters[name] ?? ''}
          error={parameterError(name)}
          onChange={(event) => set(name, event.currentTarget.value)}
        />
      ))}
    </>
  )
}
