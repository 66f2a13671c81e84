import { connectors } from '@sluice/connectors'
import { runFlow } from '@sluice/engine'
import { serve } from '../src/process/serve.ts'
import { folderSystem } from './folder-system.ts'

/** An engine process whose JSON sink writes into a system: a folder that stands for a database. */
const withSystem = { ...connectors, targets: new Map([['json', folderSystem]]) }

serve({
  run: (job, emit, signal, ask) => runFlow(job, withSystem, emit, signal, ask),
  preview: () => Promise.reject(new Error('no previews here')),
  probe: () => Promise.reject(new Error('no probes here')),
  tablePage: () => Promise.reject(new Error('no pages here')),
  explain: () => undefined,
})
