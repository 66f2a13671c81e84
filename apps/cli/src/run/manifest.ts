import { randomUUID } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunFinished, RunJob } from '@sluice/runtime'

/**
 * Says which files one finished run wrote: `<flow>.manifest.json` beside them. Written last and whole, so that
 * a program that waits for it never reads outputs of a run that did not come to its end.
 */
export async function writeManifest(folder: string, flowFile: string, job: RunJob, result: RunFinished): Promise<void> {
  const target = join(folder, `${flowFile.replace(/\.json$/i, '')}.manifest.json`)
  const temporary = join(folder, `.sluice-${randomUUID()}.manifest`)
  const manifest = {
    run: job.runId,
    flow: job.flow.name,
    parameters: job.parameters,
    status: result.status,
    startedAt: job.now,
    durationMs: Math.round(result.durationMs),
    outputs: result.outputs.map(({ node, path, format, rows, bytes }) => ({ node, path, format, rows, bytes })),
  }
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, target)
}
