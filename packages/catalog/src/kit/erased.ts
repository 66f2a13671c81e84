import type { Config } from './defaults.ts'
import type { AnyNode, Leaving, LowerContext, Summary } from './node.ts'

/**
 * The boundary between settings as data and settings as typed by a definition's fields.
 * `readConfig` has checked that the settings fit the fields, which the compiler can't know.
 */
export const lowerNode = (definition: AnyNode, context: LowerContext<Config>): Leaving =>
  definition.lower(context as unknown as LowerContext<never>)

/** The sentence that sums up settings which `readConfig` has accepted. */
export const summarize = (definition: AnyNode, config: Config): Summary => definition.summary(config as never)
