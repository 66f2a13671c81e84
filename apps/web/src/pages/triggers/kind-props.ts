import type { FlowParameter } from '@sluice/flow'

/** What the fields of one kind of trigger get. */
export interface KindProps<C> {
  readonly config: C
  readonly parameters: readonly FlowParameter[]
  readonly wrong: ReadonlySet<string>
  readonly onChange: (config: C) => void
}
