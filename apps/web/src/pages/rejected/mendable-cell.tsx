import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './rejected.module.css'

interface Props {
  readonly name: string
  readonly arrived: string | null
  /** What a person put in its place; undefined: nothing. */
  readonly mended: string | null | undefined
  /** It is this value that was rejected. */
  readonly wrong: boolean
  readonly readOnly: boolean
  readonly onMend: (value: string | null) => void
}

/** A value of a rejected row; a click lets it be mended. Enter keeps, Escape leaves it; the value as it arrived stays in sight. */
export function MendableCell({ name, arrived, mended, wrong, readOnly, onMend }: Props) {
  const { t } = useTranslation('rejected')
  const [draft, setDraft] = useState<string>()
  const value = mended === undefined ? arrived : mended
  const keep = (): void => {
    if (draft !== undefined && draft !== (value ?? '')) onMend(draft)
    setDraft(undefined)
  }
  if (draft !== undefined) {
    return (
      <TextInput
        size="xs"
        autoFocus
        aria-label={t('mend', { column: name })}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep()
          if (event.key === 'Escape') setDraft(undefined)
        }}
      />
    )
  }
  const shown =
    value === null ? (
      <span className={classes['missing']}>{t('missing')}</span>
    ) : value === '' ? (
      <span className={classes['missing']}>{t('empty')}</span>
    ) : (
      value
    )
  if (readOnly) return <span data-wrong={wrong}>{shown}</span>
  return (
    <>
      <button
        type="button"
        className={classes['cell']}
        data-wrong={wrong && mended === undefined}
        data-mended={mended !== undefined}
        aria-label={t('mendLabel', { column: name, value: value ?? t('missing') })}
        onClick={() => setDraft(value ?? '')}
      >
        {shown}
      </button>
      {mended !== undefined && (
        <button type="button" className={classes['was']} onClick={() => onMend(arrived)}>
          {t('was', { value: arrived ?? t('missing') })}
        </button>
      )}
    </>
  )
}
