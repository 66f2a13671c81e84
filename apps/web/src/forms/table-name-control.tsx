import { Autocomplete, Text } from '@mantine/core'
import type { TextField } from '@sluice/catalog'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../api/queries.ts'
import { errorText } from '../ui/error-text.ts'
import type { FieldProps } from './field-props.ts'
import { useFieldTexts } from './field-texts.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { asConnectionName, asText } from './values.ts'
import classes from './forms.module.css'

interface Tables {
  /** How the list is asked for: the kind of source that gives it, and the name of the connection. */
  readonly source: string
  readonly connection: string | null
}

/** The tables of a connection, asked for once one is chosen. */
function useTables({ source, connection }: Tables) {
  const config = { connection: { connection: connection ?? '' }, mode: 'table', table: '' }
  return useRoute('probeSource', { body: { type: source, config } }, { enabled: connection !== null })
}

/** The name of a table: chosen from those of the node's connection, or written by hand. */
export function TableNameControl({ field, path, value, source, connection, ...texts }: FieldProps<TextField> & Tables) {
  const { t, i18n } = useTranslation('forms')
  const { problem } = useFieldTexts(path)
  const { change, detect, settle } = useFormHost()
  const found = useTables({ source, connection })
  const tables = found.data?.tables ?? []
  const trouble = found.data?.problems[0]
  const fault = trouble === undefined ? (found.isError ? errorText(t, found.error).title : undefined) : problem(trouble)
  const rows = new Map(tables.map((table) => [table.name, table.rows]))
  return (
    <>
      <Autocomplete
        {...labelled(texts)}
        placeholder={t(connection === null ? 'connectionFirst' : found.isLoading ? 'listingTables' : 'chooseTable')}
        spellCheck={false}
        maxLength={field.maxLength}
        classNames={{ input: classes['code'] ?? '' }}
        data={tables.map(({ name }) => name)}
        limit={200}
        maxDropdownHeight={280}
        value={asText(value)}
        renderOption={({ option }) => (
          <span className={classes['tableOption']}>
            <span>{option.value}</span>
            <Text span size="xs" c="dimmed">
              {typeof rows.get(option.value) === 'number' &&
                t('aboutRows', { count: rows.get(option.value) ?? 0, rows: (rows.get(option.value) ?? 0).toLocaleString(i18n.language) })}
            </Text>
          </span>
        )}
        onBlur={settle}
        onChange={(next) => change(path, next, true)}
        onOptionSubmit={(next) => {
          change(path, next, false)
          detect?.run()
        }}
      />
      {fault !== undefined && (
        <p role="alert" className={classes['fault']}>
          {fault}
        </p>
      )}
    </>
  )
}

/** The connection that a node's settings name under a field. */
export const connectionNamed = (settings: Readonly<Record<string, unknown>> | undefined, name: string): string | null =>
  asConnectionName(settings?.[name])
