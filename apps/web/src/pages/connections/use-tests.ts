import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { notifyError } from '../../ui/notify.ts'

/** Tests of saved connections that go on; several at a time. */
export interface Tests {
  readonly running: ReadonlySet<string>
  readonly start: (name: string) => void
}

/** The answer of a test is kept with its connection, so it shows in the list. */
export function useTests(): Tests {
  const { t } = useTranslation('connections')
  const test = useChange('testConnection', ['listConnections'])
  const [running, setRunning] = useState<ReadonlySet<string>>(new Set())
  return {
    running,
    start: (name) => {
      setRunning((before) => new Set([...before, name]))
      test
        .mutateAsync({ params: { name } })
        .catch((error: unknown) => notifyError(t, error))
        .finally(() => setRunning((before) => new Set([...before].filter((one) => one !== name))))
    },
  }
}
