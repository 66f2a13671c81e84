import { ActionIcon, Group, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'

interface Props {
  readonly offset: number
  /** Entries of a page. */
  readonly size: number
  readonly total: number
  /** What is shown of how many. */
  readonly text: string
  readonly newer: string
  readonly older: string
  readonly onGo: (offset: number) => void
}

/** Leads through a list that is longer than a page, newest first; nothing where one page holds all. */
export function Pager({ offset, size, total, text, newer, older, onGo }: Props) {
  if (total <= size) return null
  return (
    <Group justify="flex-end" gap={8} mt="sm">
      <span role="status">{text}</span>
      <Tooltip label={newer}>
        <ActionIcon aria-label={newer} disabled={offset === 0} onClick={() => onGo(Math.max(0, offset - size))}>
          <IconChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={older}>
        <ActionIcon aria-label={older} disabled={offset + size >= total} onClick={() => onGo(offset + size)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}
