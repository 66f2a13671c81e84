import type { WaitReason } from '@sluice/contract'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'

/** Why a queued run waits, in a few words; undefined when nothing is known. */
export function useWaitText(): (reason: WaitReason | undefined) => string | undefined {
  const { t } = useTranslation('shell')
  const format = useFormat()
  return useCallback(
    (reason) => {
      if (reason === undefined) return undefined
      switch (reason.code) {
        case 'paused':
        case 'no-worker':
        case 'commit-unfinished':
        case 'flow-alone':
          return t(`waitsFor.${reason.code}`)
        case 'not-before':
          return t('waitsFor.not-before', { at: format.instant(reason.at) })
        case 'version':
          return t('waitsFor.version', { version: reason.version })
        case 'memory-too-large':
          return t('waitsFor.memory-too-large', {
            memory: format.bytes(reason.memoryMb * 1e6),
            largest: format.bytes(reason.largestMb * 1e6),
          })
        case 'flow-limit':
        case 'workspace-limit':
          return t(`waitsFor.${reason.code}`, { count: reason.limit, limit: format.number(reason.limit) })
        case 'memory':
          return t('waitsFor.memory', { memory: format.bytes(reason.memoryMb * 1e6) })
        case 'capacity':
          return reason.ahead === 0
            ? t('waitsFor.next')
            : t('waitsFor.capacity', { count: reason.ahead, ahead: format.number(reason.ahead) })
      }
    },
    [t, format],
  )
}
