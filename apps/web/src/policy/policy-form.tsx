import { Button, Group, NumberInput } from '@mantine/core'
import { POLICY_BOUNDS, type SavedPolicy } from '@sluice/contract'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/api-error.ts'
import { call } from '../api/client.ts'
import { useChange, useRoute } from '../api/queries.ts'
import { useFormat } from '../i18n/use-format.ts'
import { errorText } from '../ui/error-text.ts'
import { notifyDone } from '../ui/notify.ts'
import {
  doubtsOf,
  isOptional,
  policyDraft,
  policyOf,
  SETTINGS,
  wrongSettings,
  type PolicyDraft,
  type PolicySetting,
} from './policy-draft.ts'
import classes from './policy.module.css'

interface Props {
  readonly flowId: string
  readonly saved: SavedPolicy
  readonly onDone: () => void
}

/** The policy of a flow to change. When somebody else saved meanwhile, theirs is shown beside each setting that differs. */
export function PolicyForm({ flowId, saved, onDone }: Props) {
  const { t } = useTranslation('policy')
  const format = useFormat()
  const [draft, setDraft] = useState(() => policyDraft(saved.policy))
  const [theirs, setTheirs] = useState<SavedPolicy>()
  const save = useChange('writeFlowPolicy', ['readFlowPolicy'])
  const workers = useRoute('readOperations', {}).data?.workers ?? []
  const wrong = wrongSettings(draft)
  const doubts = doubtsOf(draft, workers.length === 0 ? undefined : Math.max(...workers.map(({ memoryMb }) => memoryMb)))
  const other = theirs === undefined ? undefined : policyDraft(theirs.policy)
  const differs = (setting: PolicySetting): boolean => other !== undefined && other[setting] !== draft[setting]
  const failure = save.error instanceof ApiError && save.error.code === 'stale-policy' ? null : save.error
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    const policy = policyOf(draft)
    if (policy === undefined || wrong.size > 0) return
    const onError = (error: unknown): void => {
      if (error instanceof ApiError && error.code === 'stale-policy')
        void call('readFlowPolicy', { params: { id: flowId } }).then(setTheirs)
    }
    const onSuccess = (): void => {
      notifyDone(t, t('done'))
      onDone()
    }
    save.mutate({ params: { id: flowId }, body: { version: (theirs ?? saved).version, policy } }, { onError, onSuccess })
  }
  const value = (of: PolicyDraft, setting: PolicySetting): string =>
    of[setting] === '' ? t('usual') : t(`units.${setting}`, { count: Number(of[setting]), shown: format.number(Number(of[setting])) })
  return (
    <form className={classes['form']} onSubmit={submit} noValidate>
      <p className={classes['help']}>{t('help')}</p>
      {theirs !== undefined && (
        <div role="alert" className={classes['stale']}>
          <strong>{t('stale.title', { who: theirs.savedBy ?? '' })}</strong>
          <p>{t(SETTINGS.flatMap(({ settings }) => settings).some(differs) ? 'stale.text' : 'stale.same')}</p>
          <Button variant="default" size="xs" onClick={() => setDraft(policyDraft(theirs.policy))}>
            {t('stale.take')}
          </Button>
        </div>
      )}
      {SETTINGS.map(({ group, settings }) => (
        <fieldset key={group}>
          <legend>{t(`groups.${group}`)}</legend>
          {settings.map((setting) => {
            const [least, most] = POLICY_BOUNDS[setting]
            const doubt = doubts[setting]
            return (
              <div key={setting}>
                <NumberInput
                  label={t(`settings.${setting}.label`)}
                  description={t(`settings.${setting}.help`)}
                  placeholder={isOptional(setting) ? t('usual') : ''}
                  min={least}
                  max={most}
                  clampBehavior="none"
                  allowDecimal={false}
                  thousandSeparator={t('thousands')}
                  suffix={draft[setting] === '' ? '' : t(`suffixes.${setting}`, { defaultValue: '' })}
                  value={draft[setting]}
                  onChange={(next) => setDraft((before) => ({ ...before, [setting]: next }))}
                  error={
                    wrong.has(setting) &&
                    t(isOptional(setting) ? 'wrong.optional' : 'wrong.needed', { least: format.number(least), most: format.number(most) })
                  }
                />
                {doubt !== undefined && !wrong.has(setting) && <p className={classes['doubt']}>{t(`doubts.${doubt}`)}</p>}
                {other !== undefined && differs(setting) && (
                  <p className={classes['doubt']}>{t('stale.theirs', { who: theirs?.savedBy ?? '', value: value(other, setting) })}</p>
                )}
              </div>
            )
          })}
        </fieldset>
      ))}
      {failure !== null && (
        <div role="alert" className={classes['error']}>
          <strong>{errorText(t, failure).title}</strong> {errorText(t, failure).advice}
        </div>
      )}
      <Group justify="flex-end" gap="xs" className={classes['actions'] ?? ''}>
        <Button variant="default" onClick={onDone}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={wrong.size > 0}>
          {t(theirs === undefined ? 'shell:save' : 'stale.keep')}
        </Button>
      </Group>
    </form>
  )
}
