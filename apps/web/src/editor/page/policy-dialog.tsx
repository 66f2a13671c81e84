import { PolicyDrawer } from '../../policy/policy-drawer.tsx'
import { useEditor, useView } from '../context.ts'

/** How the runs of the open flow are treated. */
export function PolicyDialog() {
  const { flowId, view } = useEditor()
  const open = useView((state) => state.dialog === 'policy')
  return <PolicyDrawer flowId={open ? flowId : undefined} onClose={() => view.getState().set({ dialog: null })} />
}
