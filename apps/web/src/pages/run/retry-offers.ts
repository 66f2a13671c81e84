import type { SavedFlow } from '@sluice/contract'

/** A version that a run can be tried again with, or why it can't. */
export interface RetryOffer {
  readonly version: 'same' | 'newest' | 'published'
  /** Absent when there is none. */
  readonly revision?: number
  /** Why it is not offered. */
  readonly lacks?: 'flow-gone' | 'not-published' | 'is-same'
}

/** With which versions of its flow a run can be tried again; the flow is null when it is in the trash. */
export function retryOffers(ofRun: number, flow: Pick<SavedFlow, 'revision' | 'publishedRevision'> | null): readonly RetryOffer[] {
  if (flow === null) return (['same', 'newest', 'published'] as const).map((version) => ({ version, lacks: 'flow-gone' }))
  const { revision: newest, publishedRevision: published } = flow
  return [
    { version: 'same', revision: ofRun },
    { version: 'newest', revision: newest, ...(newest === ofRun ? { lacks: 'is-same' } : {}) },
    published === null
      ? { version: 'published', lacks: 'not-published' }
      : { version: 'published', revision: published, ...(published === ofRun ? { lacks: 'is-same' } : {}) },
  ]
}
