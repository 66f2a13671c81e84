import { readFile } from 'node:fs/promises'

/** A JSON object from a file; undefined when it can't be read as one. Its content is never part of a message. */
export async function readJsonFile(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isObject(content) ? content : undefined
  } catch {
    return undefined
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
