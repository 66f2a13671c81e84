import { type Store } from '@sluice/store'

type Reading = ReturnType<ReturnType<Store['inWorkspace']>['settings']['read']>

/** How long settings count as read: many small runs a second would otherwise read the same row again and again. */
const KEPT_MS = 1_000

/** The store as micro-batches use it: the settings of a workspace are read at most once a second. */
export function briefStore(store: Store): Store {
  const kept = new Map<string, { readonly until: number; readonly settings: Reading }>()
  const settingsOf = (id: string, read: () => Reading) => {
    const now = performance.now()
    const known = kept.get(id)
    if (known !== undefined && known.until > now) return known.settings
    const settings = read()
    kept.set(id, { until: now + KEPT_MS, settings })
    settings.catch(() => kept.delete(id))
    return settings
  }
  return {
    ...store,
    inWorkspace: (id, actor) => {
      const workspace = store.inWorkspace(id, actor)
      return { ...workspace, settings: { ...workspace.settings, read: () => settingsOf(id, workspace.settings.read) } }
    },
  }
}
