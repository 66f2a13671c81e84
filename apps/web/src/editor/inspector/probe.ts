import type { Config } from '@sluice/catalog'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { jsonConfig } from '../document/json-config.ts'
import { useEditor } from '../context.ts'

/** The part of a detected configuration that JSON can hold, as the document wants it. */
type Detected = Awaited<ReturnType<typeof call<'probeSource'>>>['config']

/** Asks the server to detect a source's settings from its data and puts what it found into the node, as one step of undo. */
export function useProbe(nodeId: string, config: Config) {
  const { store } = useEditor()
  const node = (): ReturnType<typeof store.getState>['document']['flow']['nodes'][number] | undefined =>
    store.getState().document.flow.nodes.find((one) => one.id === nodeId)
  const probe = useMutation({
    mutationFn: async (path?: string): Promise<Detected> => {
      const now = node()
      const asked = { ...config, ...now?.config, ...(path !== undefined && { path }) }
      const { config: found } = await call('probeSource', { body: { type: now?.type ?? '', config: jsonConfig(asked) } })
      return found
    },
    onSuccess: (found) => {
      const now = node()
      if (now !== undefined) store.getState().change([{ type: 'put-node', node: { ...now, config: { ...now.config, ...found } } }])
    },
  })
  return { busy: probe.isPending, error: probe.error, run: (path?: string) => probe.mutate(path) }
}
