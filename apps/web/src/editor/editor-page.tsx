import { useQuery } from '@tanstack/react-query'
import { ReactFlowProvider } from '@xyflow/react'
import type { SavedFlow } from '@sluice/contract'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../api/client.ts'
import { useRoute } from '../api/queries.ts'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { EditorCanvas } from './canvas/editor-canvas.tsx'
import { ShortcutsDialog } from './commands/shortcuts-dialog.tsx'
import { useShortcuts } from './commands/use-shortcuts.ts'
import { createSlot, EditorContext, useView, type Editor } from './context.ts'
import { hasUnsaved } from './document/autosave.ts'
import { createEditorStore } from './document/store.ts'
import { Inspector } from './inspector/inspector.tsx'
import { FindAnything, find } from './page/find-anything.tsx'
import { Layout } from './page/layout.tsx'
import { ParametersDialog } from './page/parameters-dialog.tsx'
import { PolicyDialog } from './page/policy-dialog.tsx'
import { useReplacedNotice } from './page/use-replaced-notice.ts'
import { StaleDialog } from './page/stale-dialog.tsx'
import { EditorTopBar } from './page/top-bar.tsx'
import { NodeSearch } from './palette/node-search.tsx'
import { BottomPanel } from './panels/bottom-panel.tsx'
import { LeftPanel } from './panels/left-panel.tsx'
import { usePlanning } from './planning/use-planning.ts'
import { RunDialog } from './run/run-dialog.tsx'
import { useRuns } from './run/use-runs.ts'
import { createView } from './view.ts'
import classes from './page/page.module.css'

/** Keeps the draft when the page goes away: saves at once, and asks before the window closes over changes. */
function useLeaving({ store }: Editor): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (hasUnsaved(store.getState().save)) event.preventDefault()
    }
    const hide = (): void => {
      if (document.visibilityState === 'hidden' && store.getState().save.kind === 'waiting') void store.getState().flush()
    }
    window.addEventListener('beforeunload', ask)
    document.addEventListener('visibilitychange', hide)
    return () => {
      window.removeEventListener('beforeunload', ask)
      document.removeEventListener('visibilitychange', hide)
      void store.getState().flush()
    }
  }, [store])
}

/** Tells screen readers what an edit did to the flow as a whole. */
function useAnnouncedSize({ store, view }: Editor): void {
  const { t } = useTranslation('editor')
  useEffect(
    () =>
      store.subscribe(({ document: { flow } }, before) => {
        const was = before.document.flow
        if (flow.nodes.length === was.nodes.length && flow.edges.length === was.edges.length) return
        const nodes = t('nodeCount', { count: flow.nodes.length })
        const wires = t('wireCount', { count: flow.edges.length })
        view.getState().set({ announcement: t('sizeAnnounced', { nodes, wires }) })
      }),
    [store, view, t],
  )
}

function Announcer() {
  const announcement = useView((view) => view.announcement)
  return (
    <div aria-live="polite" className="visually-hidden">
      {announcement}
    </div>
  )
}

function OpenEditor({ editor, zone }: { readonly editor: Editor; readonly zone: string }) {
  const page = useRef<HTMLDivElement>(null)
  const { run, starting } = useRuns(editor)
  usePlanning(zone)
  useShortcuts(editor, page)
  useLeaving(editor)
  useAnnouncedSize(editor)
  useReplacedNotice()
  return (
    <div className={classes['editor']} ref={page}>
      <EditorTopBar starting={starting} />
      <Layout left={<LeftPanel />} canvas={<EditorCanvas />} right={<Inspector />} bottom={<BottomPanel runId={run?.id} />} />
      <NodeSearch />
      <FindAnything />
      <ShortcutsDialog />
      <ParametersDialog />
      <PolicyDialog />
      <RunDialog />
      <StaleDialog />
      <Announcer />
    </div>
  )
}

function FlowEditor({ saved, zone }: { readonly saved: SavedFlow; readonly zone: string }) {
  const editor = useMemo<Editor>(
    () => ({
      flowId: saved.id,
      store: createEditorStore(saved, (revision, flow) => call('saveFlow', { params: { id: saved.id }, body: { revision, flow } })),
      view: createView(),
      canvas: createSlot(),
      run: createSlot(),
      openFind: find.open,
    }),
    // The flow is opened once; later answers of the server come through the store.
    [saved],
  )
  return (
    <EditorContext value={editor}>
      <ReactFlowProvider>
        <OpenEditor editor={editor} zone={zone} />
      </ReactFlowProvider>
    </EditorContext>
  )
}

/** Reads the flow anew at each opening: what was read before may be older than what was saved since. */
function LoadedEditor({ id }: { readonly id: string }) {
  const flow = useQuery({
    queryKey: ['open-flow', id],
    queryFn: ({ signal }) => call('readFlow', { params: { id } }, signal),
    gcTime: 0,
    staleTime: Infinity,
  })
  const session = useRoute('readSession', {})
  if (flow.data !== undefined && session.data !== undefined) return <FlowEditor saved={flow.data} zone={session.data.workspace.zone} />
  if (flow.isError) return <ErrorNotice error={flow.error} retry={flow.refetch} />
  return <PageSkeleton />
}

/** The editor of one flow, by the address `/flows/:flowId`. */
export function EditorPage() {
  const { flowId = '' } = useParams()
  return <LoadedEditor key={flowId} id={flowId} />
}
