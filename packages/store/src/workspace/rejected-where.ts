import { type RejectedState } from '@sluice/contract'

/** A commit that was begun and failed may still be finished: until it is given up, its rows are with it. */
const MAY_GO_ON: readonly string[] = ['committing', 'abandoning']

/** A replay that came to nothing leaves its rows where they were. */
const CAME_TO_NOTHING = { replay: { OR: [{ status: 'cancelled' }, { status: 'failed', phase: { notIn: [...MAY_GO_ON] } }] } }

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

interface Replayed {
  readonly status: string
  readonly replay: { readonly status: string; readonly phase: string } | null
}

/** The state of a row with the run that took it in again. */
export function stateOf({ status, replay }: Replayed): RejectedState {
  if (status === 'dropped') return 'dropped'
  if (status !== 'resubmitted') return 'open'
  const isOver = replay?.status === 'cancelled' || (replay?.status === 'failed' && !MAY_GO_ON.includes(replay.phase))
  return isOver ? 'open' : 'resubmitted'
}
