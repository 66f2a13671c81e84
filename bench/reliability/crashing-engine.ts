// The engine process of the product, which a trial can end at the named points of the commit protocol.
import { followCrashPlan } from './crash-plan.ts'

followCrashPlan()
await import('../../packages/runtime/src/process/main.ts')
