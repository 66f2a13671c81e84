import type { KnownNames } from '@sluice/catalog'
import { useMemo } from 'react'
import { useRoute } from '../../api/queries.ts'

/** The secrets and connections that a flow may name; undefined until both lists are here. */
export function useKnownNames(): KnownNames | undefined {
  const secrets = useRoute('listSecrets', {}).data?.secrets
  const connections = useRoute('listConnections', {}).data?.connections
  return useMemo(
    () =>
      secrets === undefined || connections === undefined
        ? undefined
        : { secrets: new Set(secrets.map(({ name }) => name)), connections: new Map(connections.map(({ name, type }) => [name, type])) },
    [secrets, connections],
  )
}
