/** Actions of one kind, as `flow.save` is of `flow`. */
export interface ActionGroup {
  readonly kind: string
  readonly actions: readonly string[]
}

/** The kind of an action: what stands before its dot. */
export const kindOf = (action: string): string => action.slice(0, Math.max(0, action.indexOf('.')))

/** The actions by their kind, in the order given. */
export function actionGroups(actions: readonly string[]): readonly ActionGroup[] {
  const groups = new Map<string, string[]>()
  for (const action of actions) {
    const group = groups.get(kindOf(action))
    if (group === undefined) groups.set(kindOf(action), [action])
    else group.push(action)
  }
  return [...groups].map(([kind, of]) => ({ kind, actions: of }))
}
