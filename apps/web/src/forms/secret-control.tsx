import { Select } from '@mantine/core'
import type { SecretField } from '@sluice/catalog'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../api/queries.ts'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { WriteSecret } from './write-secret.tsx'
import { labelled } from './simple-controls.tsx'
import { asSecretName } from './values.ts'

const NEW = ' new'

/** A secret by its name: chosen or made here. Its value is written once and never shown. */
export function SecretControl({ path, value, ...texts }: FieldProps<SecretField>) {
  const { t } = useTranslation('forms')
  const { change } = useFormHost()
  const secrets = useRoute('listSecrets', {})
  const [making, setMaking] = useState(false)
  const chosen = asSecretName(value)
  const names = [...new Set([...(secrets.data?.secrets ?? []).map((secret) => secret.name), ...(chosen === null ? [] : [chosen])])]
  return (
    <>
      <Select
        {...labelled(texts)}
        clearable
        searchable
        placeholder={t('chooseSecret')}
        data={[...names.map((name) => ({ value: name, label: name })), { value: NEW, label: t('newSecretOption') }]}
        value={chosen}
        onChange={(name) => (name === NEW ? setMaking(true) : change(path, name === null ? null : { secret: name }, false))}
      />
      {making && (
        <WriteSecret
          close={() => setMaking(false)}
          done={(name) => {
            setMaking(false)
            change(path, { secret: name }, false)
          }}
        />
      )}
    </>
  )
}
