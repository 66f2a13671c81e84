import type { FlowNode } from '@sluice/flow'

/**
 * The boundary between settings as the form edits them and settings as the document holds them:
 * what is not JSON (an absent format, say) is dropped, as saving would.
 */
export const jsonConfig = (config: Readonly<Record<string, unknown>>): FlowNode['config'] =>
  JSON.parse(JSON.stringify(config)) as FlowNode['config']
