import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import classes from './list.module.css'

export interface Sorting<K extends string> {
  readonly by: K
  readonly descending: boolean
}

interface Props<K extends string> {
  readonly column: K
  readonly label: string
  readonly sorting: Sorting<K>
  /** The first click sorts downwards; right for times and counts. */
  readonly descendingFirst?: boolean
  readonly onSort: (sorting: Sorting<K>) => void
}

/** A column head that sorts by its column, and tells screen readers so. */
export function SortHeader<K extends string>({ column, label, sorting, descendingFirst = false, onSort }: Props<K>) {
  const active = sorting.by === column
  const Arrow = sorting.descending ? IconArrowDown : IconArrowUp
  return (
    <th aria-sort={active ? (sorting.descending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className={classes['sort']}
        onClick={() => onSort({ by: column, descending: active ? !sorting.descending : descendingFirst })}
      >
        {label}
        {active && <Arrow size={13} aria-hidden />}
      </button>
    </th>
  )
}
