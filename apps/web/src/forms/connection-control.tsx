import { Anchor, Select } from '@mantine/core'
import type { ConnectionField } from '@sluice/catalog'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRoute } from '../api/queries.ts'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { asConnectionName } from './values.ts'

/** A connection by its name, of the type that the field takes; made and changed on its own page. */
export function ConnectionControl({ field, path, value, ...texts }: FieldProps<ConnectionField>) {
  const { t } = useTranslation('forms')
  const { change } = useFormHost()
  const connections = useRoute('listConnections', {})
  const chosen = asConnectionName(value)
  const fitting = (connections.data?.connections ?? []).filter(({ type }) => type === field.type).map(({ name }) => name)
  return (
    <>
      <Select
        {...labelled(texts)}
        clearable
        searchable={fitting.length > 10}
        placeholder={t('chooseConnection')}
        nothingFoundMessage={t('noConnections')}
        data={[...new Set([...fitting, ...(chosen === null ? [] : [chosen])])]}
        value={chosen}
        onChange={(name) => change(path, name === null ? null : { connection: name }, false)}
      />
      <Anchor component={Link} to={chosen === null ? `/connections?new=${field.type}` : `/connections?open=${chosen}`} size="xs">
        {chosen === null ? t('newConnection') : t('openConnection', { name: chosen })}
      </Anchor>
    </>
  )
}
