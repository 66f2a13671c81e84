import { useQueryClient } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { startTransition, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hasErrors } from '@sluice/flow'
import { call, hrefOf } from '../../api/client.ts'
import { keyOf, useRoute } from '../../api/queries.ts'
import { followFromStart, useLiveRun } from '../../api/use-live-run.ts'
import { isOver, startedRun, type LiveRun } from '../../api/fold-run-event.ts'
import { errorText } from '../../ui/error-text.ts'
import type { Editor, RunActions } from '../context.ts'

/** Saves a file by the browser. */
function download(href: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = ''
  link.click()
}

/** The run that the canvas shows: the one started here, or the flow's latest (so that a reload shows the truth). */
function useShownRun(flowId: string, started: string | undefined): LiveRun | undefined {
  const latest = useRoute('listRuns', { query: { flow: flowId, limit: 1 } })
  return useLiveRun(started ?? latest.data?.runs[0]?.id).data
}

/** Starting, following and cancelling runs of the open flow. */
export function useRuns(editor: Editor): { readonly run: LiveRun | undefined; readonly starting: boolean; readonly actions: RunActions } {
  const { t } = useTranslation('editor')
  const client = useQueryClient()
  const [started, setStarted] = useState<string | undefined>()
  const [starting, setStarting] = useState(false)
  const run = useShownRun(editor.flowId, started)
  const status = run?.status
  const nodes = run?.nodes
  const runId = run?.id
  const ran = run?.flow
  useEffect(() => {
    editor.view
      .getState()
      .set({ run: status === undefined || nodes === undefined ? undefined : { status, nodes, ...(ran !== undefined && { flow: ran }) } })
  }, [editor, status, nodes, ran])
  const alreadyOn = started === undefined && (status === 'running' || status === 'queued')
  useEffect(() => {
    // A page opened in the middle of a run shows it.
    if (alreadyOn) editor.view.getState().set({ bottomTab: 'run' })
  }, [editor, alreadyOn])
  useEffect(() => {
    if (status === undefined || runId !== started) return
    editor.view.getState().set({ announcement: t('runAnnounced', { status: t(`shell:runStatus.${status}`) }) })
  }, [editor, status, runId, started, t])
  useEffect(() => {
    // How far its sources have been read is in no event.
    if (status !== undefined && isOver(status) && runId === started) void client.invalidateQueries({ queryKey: keyOf('listWatermarks') })
  }, [client, status, runId, started])

  const actions = useMemo<RunActions>(() => {
    const fail = (error: unknown): void => {
      const { title, advice } = errorText(t, error)
      notifications.show({ color: 'red', title, message: advice })
    }
    const start = async (parameters: Readonly<Record<string, string>>): Promise<void> => {
      const { document, flush, save } = editor.store.getState()
      const { set, open, bottomTab, planning, run: shown } = editor.view.getState()
      if (document.flow.nodes.length === 0 || (planning.flow === document.flow && hasErrors(planning.problems))) {
        set({ bottomTab: 'problems', open: { ...open, bottom: true }, announcement: t('mendFirst') })
        notifications.show({ color: 'red', message: t('mendFirst') })
        return
      }
      if (save.kind !== 'saved' && !(await flush())) {
        notifications.show({ color: 'red', message: t('saveFirst') })
        return
      }
      const { saved, document: sent } = editor.store.getState()
      const asked = call('startRun', {
        params: { id: editor.flowId },
        body: { revision: saved.revision, parameters: { ...parameters } },
      })
      // Drawn while the request is under way; behind it, it would stand in the way of the first events.
      set({ bottomTab: 'run', open: { ...open, bottom: true }, run: { status: 'queued', nodes: {} } })
      const begun = await asked.catch((error: unknown) => {
        set({ bottomTab, open, run: shown })
        throw error
      })
      followFromStart(client, startedRun(begun, sent.flow, { ...parameters }))
      // What the page draws of it gives way to the events that arrive meanwhile.
      startTransition(() => setStarted(begun.id))
      // Read again where it is looked at; here it would only stand in the way of the first events.
      void client.invalidateQueries({ queryKey: ['listRuns'], refetchType: 'none' })
    }
    return {
      start: (parameters) => {
        const missing = editor.store.getState().document.flow.parameters.some((parameter) => parameter.default === undefined)
        if (missing && parameters === undefined) {
          editor.view.getState().set({ dialog: 'run' })
          return
        }
        // Asked for first: what the page shows of it can wait, the run does not.
        const going = start(parameters ?? {})
        setStarting(true)
        void going.catch(fail).finally(() => startTransition(() => setStarting(false)))
      },
      cancel: () => {
        const id = runId
        if (id !== undefined) void call('cancelRun', { params: { id } }).catch(fail)
      },
      exportFlow: () => {
        void editor.store
          .getState()
          .flush()
          .then(() => download(hrefOf('exportFlow', { params: { id: editor.flowId } })))
      },
    }
  }, [client, editor, runId, t])
  useEffect(() => editor.run.put(actions), [editor, actions])
  return { run, starting, actions }
}
