import { z } from 'zod'
import { type Database } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { flowStore, StaleRevision } from '../workspace/flows.ts'
import { exampleLanguages, exampleTextsSchema, retell, type ExampleLanguage, type ExampleTexts } from './example-texts.ts'

/** Settings of a workspace that only this folder knows. */
const LANGUAGE = 'exampleLanguage'
const WAITING = 'exampleTexts'

/** The examples of a workspace that nobody has signed in to: the language they were seeded in, and their texts by key. */
const waitingSchema = z.object({ told: z.enum(exampleLanguages), texts: z.record(z.string(), exampleTextsSchema) })

const write = (db: Database, workspaceId: string, key: string, value: unknown) =>
  db.setting.upsert({
    where: { workspaceId_key: { workspaceId, key } },
    create: { workspaceId, key, value: toJson(value) },
    update: { value: toJson(value) },
  })

/** The language that the first person to sign in reads; undefined while nobody has. */
export async function exampleLanguage(db: Database, workspaceId: string): Promise<ExampleLanguage | undefined> {
  const row = await db.setting.findFirst({ where: { workspaceId, key: LANGUAGE } })
  return exampleLanguages.find((language) => language === row?.value)
}

/** Keeps the texts of examples that were seeded before anybody signed in, so that they can be told in that person's language. */
export async function keepTexts(
  db: Database,
  workspaceId: string,
  told: ExampleLanguage,
  texts: Readonly<Record<string, ExampleTexts>>,
): Promise<void> {
  const row = await db.setting.findFirst({ where: { workspaceId, key: WAITING } })
  const before = waitingSchema.safeParse(row?.value)
  if (!before.success) await write(db, workspaceId, WAITING, { told, texts })
  else await write(db, workspaceId, WAITING, { told: before.data.told, texts: { ...before.data.texts, ...texts } })
}

/**
 * Tells the examples in the language of whoever signs in first; from then on that language stays. Only texts that are as
 * they were seeded change, and a flow that somebody saves at this moment is left to them.
 */
export async function tellExamples(db: Database, workspaceId: string, language: ExampleLanguage): Promise<void> {
  if ((await exampleLanguage(db, workspaceId)) !== undefined) return
  const row = await db.setting.findFirst({ where: { workspaceId, key: WAITING } })
  const waiting = waitingSchema.safeParse(row?.value)
  if (waiting.success && waiting.data.told !== language) await tell(db, workspaceId, waiting.data, language)
  await write(db, workspaceId, LANGUAGE, language)
  await db.setting.deleteMany({ where: { workspaceId, key: WAITING } })
}

async function tell(db: Database, workspaceId: string, { told, texts }: z.output<typeof waitingSchema>, language: ExampleLanguage) {
  const flows = flowStore({ db, workspaceId, actor: 'Sluice' })
  const rows = await db.flow.findMany({ where: { workspaceId, deletedAt: null, example: { in: Object.keys(texts) } } })
  for (const { id, example } of rows) {
    const of = texts[example ?? '']
    if (of === undefined) continue
    const { revision, flow } = await flows.read(id)
    const next = retell(flow, of[told], of[language])
    if (JSON.stringify(next) === JSON.stringify(flow)) continue
    await flows.save(id, revision, next).catch((error: unknown) => {
      if (!(error instanceof StaleRevision)) throw error
    })
  }
}
