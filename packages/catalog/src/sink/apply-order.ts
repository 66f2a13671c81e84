import { number } from '../kit/fields.ts'

/** When all sinks of a run are ready, they show what they have by this number, lowest first; equal ones as they are drawn. */
export const applyOrder = () => number({ default: 1, min: 1, max: 1_000, advanced: true })
