import { ActionIcon, Button, Input } from '@mantine/core'
import { defaultConfig, type ItemsField } from '@sluice/catalog'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { use } from 'react'
import { FieldListContext } from './field-list-context.ts'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { moved } from './move-item.ts'
import { labelled } from './simple-controls.tsx'
import { asItems } from './values.ts'
import classes from './forms.module.css'

/** A list of records, each with its own fields; added, removed and put in order. */
export function ItemsControl({ field, path, value, ...texts }: FieldProps<ItemsField>) {
  const { t } = useTranslation('forms')
  const { change } = useFormHost()
  const FieldList = use(FieldListContext)
  const items = asItems(value)
  return (
    <Input.Wrapper {...labelled(texts)} labelElement="div">
      <ol className={classes['items']} aria-label={texts.label}>
        {items.map((item, index) => (
          // Items have no identity of their own; their place is it.
          <li key={index} className={classes['item']} aria-label={t('item', { number: index + 1 })}>
            <div className={classes['itemTools']}>
              <span>{index + 1}</span>
              <ActionIcon
                size={24}
                aria-label={t('moveUp', { number: index + 1 })}
                disabled={index === 0}
                onClick={() => change(path, moved(items, index, index - 1), false)}
              >
                <IconArrowUp size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={24}
                aria-label={t('moveDown', { number: index + 1 })}
                disabled={index === items.length - 1}
                onClick={() => change(path, moved(items, index, index + 1), false)}
              >
                <IconArrowDown size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={24}
                aria-label={t('remove', { number: index + 1 })}
                disabled={items.length <= field.min}
                onClick={() => change(path, items.toSpliced(index, 1), false)}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </div>
            {FieldList !== undefined && <FieldList fields={field.fields} config={item} at={[...path, index]} />}
          </li>
        ))}
      </ol>
      <Button
        mb={4}
        variant="default"
        aria-label={t('add', { what: texts.label })}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => change(path, [...items, defaultConfig(field.fields)], false)}
      >
        {t('addItem')}
      </Button>
    </Input.Wrapper>
  )
}
