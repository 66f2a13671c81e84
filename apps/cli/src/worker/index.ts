import { foreground } from '../program/foreground.ts'
import { checkServer, withoutPassword } from '../start/database.ts'
import { StartError } from '../start/error.ts'
import { DRAIN_SECONDS } from '../start/options.ts'
import { findPrograms } from '../start/programs.ts'
import { text } from '../texts/text.ts'
import { readWorkerOptions } from './options.ts'

/** `sluice worker`: takes runs on this host, beside the server and the workers of other hosts. Gives the exit code. */
export async function worker(args: readonly string[]): Promise<number> {
  const programs = findPrograms()
  const { databaseUrl, data, keyFile, env } = readWorkerOptions(args, process.env, programs.root)
  try {
    await checkServer(databaseUrl)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`\n${text(error.code, error.params)}\n`)
    return 1
  }
  const seconds = Number(env['SLUICE_DRAIN_SECONDS'] ?? DRAIN_SECONDS)
  const facts = { file: keyFile, folder: data, url: withoutPassword(databaseUrl) }
  return foreground('worker', { ...env, SLUICE_ENGINE_ENTRY: programs.entry('engine').file }, facts, text('stopping-worker', { seconds }))
}
