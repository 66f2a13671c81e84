import { type RejectedState } from '@sluice/contract'

/** A replay that came to nothing leaves its rows where they were. */
const CAME_TO_NOTHING = { replay: { status: { in: ['failed', 'cancelled'] } } }

/** Rows in a state, for Prisma. */
export function inState(state: RejectedState) {
  switch (state) {
    case 'open':
      return { OR: [{ status: 'open' }, { status: 'resubmitted', ...CAME_TO_NOTHING }] }
    case 'resubmitted':
      return { status: 'resubmitted', NOT: CAME_TO_NOTHING }
    case 'dropped':
      return { status: 'dropped' }
  }
}

/** The state of a row with the run that took it in again. */
export function stateOf({
  status,
  replay,
}: {
  readonly status: string
  readonly replay: { readonly status: string } | null
}): RejectedState {
  if (status === 'dropped') return 'dropped'
  return status === 'resubmitted' && replay?.status !== 'failed' && replay?.status !== 'cancelled' ? 'resubmitted' : 'open'
}
