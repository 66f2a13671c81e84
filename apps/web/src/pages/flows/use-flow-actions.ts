import { emptyFlow, type Flow } from '@sluice/flow'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange } from '../../api/queries.ts'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { freeName } from './arrange-flows.ts'

/** What can be done with flows from their list; each says when it failed. */
export function useFlowActions(flows: readonly { readonly name: string }[]) {
  const { t } = useTranslation('flows')
  const navigate = useNavigate()
  const createFlow = useChange('createFlow', ['listFlows'])
  const importFlow = useChange('importFlow', ['listFlows'])
  const duplicateFlow = useChange('duplicateFlow', ['listFlows'])
  const startRun = useChange('startRun', ['listFlows', 'listRuns'])
  const onError = (error: unknown): void => notifyError(t, error)
  const open = (saved: { readonly id: string }): void => void navigate(`/flows/${saved.id}`)
  return {
    busy: createFlow.isPending || importFlow.isPending,
    create: (flow: Flow = emptyFlow(freeName(t('newName'), flows))) => createFlow.mutate({ body: { flow } }, { onSuccess: open, onError }),
    importText: (text: string) => importFlow.mutate({ body: { text } }, { onSuccess: open, onError }),
    duplicate: (id: string) =>
      duplicateFlow.mutate(
        { params: { id } },
        { onSuccess: (saved) => notifyDone(t, t('duplicated', { name: saved.flow.name })), onError },
      ),
    run: (id: string) => startRun.mutate({ params: { id }, body: {} }, { onSuccess: (run) => void navigate(`/runs/${run.id}`), onError }),
  }
}
