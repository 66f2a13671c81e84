import { boolean, number } from './fields.ts'

/** How a node that talks to the outside tries again what failed for the moment: the same settings for each of them, read by the engine's `retryPolicy`. */
export const retryFields = ({ firstSeconds }: { readonly firstSeconds: number }) =>
  ({
    retries: number({ default: 3, min: 0, max: 10, advanced: true }),
    retryFirstSeconds: number({ default: firstSeconds, min: 0, max: 600, integer: false, advanced: true }),
    retryLongestSeconds: number({ default: 30, min: 0, max: 3_600, integer: false, advanced: true }),
    retryUnreachable: boolean(true, { advanced: true }),
    retryTimeout: boolean(true, { advanced: true }),
    retryBusy: boolean(true, { advanced: true }),
  }) as const
