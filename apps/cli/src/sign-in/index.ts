import { createSignInLink, StoreError } from '@sluice/store'
import { isTextCode, text } from '../texts/text.ts'
import { readRunning } from '../start/data-folder.ts'
import { checkServer } from '../start/database.ts'
import { StartError } from '../start/error.ts'
import { readOptions } from '../start/options.ts'
import { findPrograms } from '../start/programs.ts'

/** Prints a one-time link for the owner of the Sluice that runs on the data folder (`--data`). Gives the exit code. */
export async function signInLink(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args, process.env, findPrograms().root)
    const running = readRunning(options.data)
    if (running === undefined) throw new StartError('sign-in-not-running')
    await checkServer(running.databaseUrl)
    const { url } = await createSignInLink({ databaseUrl: running.databaseUrl, origin: running.address })
    process.stdout.write(`${text('sign-in-made', { url })}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof StartError || error instanceof StoreError) || !isTextCode(error.code)) throw error
    process.stderr.write(`${text(error.code, error.params)}\n`)
    return 1
  }
}
