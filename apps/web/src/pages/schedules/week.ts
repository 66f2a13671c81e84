/** One fire of a schedule on a day, with its place in the columns of the day. */
export interface Fire {
  readonly scheduleId: string
  readonly due: string
  /** Minutes since midnight, in the zone of who looks. */
  readonly minute: number
}

/** Midnight of the Monday of a week, `offset` weeks from the one of `now`, in the zone of who looks. */
export function weekStart(now: Date, offset: number): Date {
  const weekday = (now.getDay() + 6) % 7
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - weekday + 7 * offset)
}

/** The seven midnights of a week and the one after it. */
export const weekDays = (start: Date): readonly Date[] =>
  Array.from({ length: 8 }, (_none, day) => new Date(start.getFullYear(), start.getMonth(), start.getDate() + day))

interface Told {
  readonly scheduleId: string
  readonly fires: readonly string[]
  readonly more: boolean
}

/** The fires of each day, earliest first; schedules that fire too often to be told one by one are left out. */
export function firesByDay(days: readonly Date[], told: readonly Told[]): readonly (readonly Fire[])[] {
  const all = told
    .filter(({ more }) => !more)
    .flatMap(({ scheduleId, fires }) =>
      fires.map((due): Fire => {
        const at = new Date(due)
        return { scheduleId, due, minute: at.getHours() * 60 + at.getMinutes() }
      }),
    )
  return days.slice(0, -1).map((day, index) => {
    const [from, to] = [day.getTime(), days[index + 1]?.getTime() ?? 0]
    return all
      .filter(({ due }) => Date.parse(due) >= from && Date.parse(due) < to)
      .sort((a, b) => a.due.localeCompare(b.due) || a.scheduleId.localeCompare(b.scheduleId))
  })
}
