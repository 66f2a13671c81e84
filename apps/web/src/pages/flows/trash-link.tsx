import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** The way to the trash; says how many flows are in it. */
export function TrashLink() {
  const { t } = useTranslation('flows')
  const format = useFormat()
  const count = useRoute('listTrash', {}).data?.flows.length ?? 0
  const label = count === 0 ? t('trash.open') : t('trash.openCount', { count, shown: format.number(count) })
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={32} component={Link} to="/flows/trash" aria-label={label}>
        <IconTrash size={16} />
      </ActionIcon>
    </Tooltip>
  )
}
