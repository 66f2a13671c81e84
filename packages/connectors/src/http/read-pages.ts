import { createHash } from 'node:crypto'
import { ConnectorError, type PackedBatch, unpackTexts } from '@sluice/engine/connector'
import { readDocument } from '../json/read-document.ts'
import { readLines } from '../json/read-lines.ts'
import { byteOrderMark } from '../text/detect-encoding.ts'
import { memoryText, type TextSource } from '../text/text-source.ts'
import { get, type HttpAnswer, type HttpSession } from './get.ts'
import { decodeWindows1252 } from '../text/windows-1252.ts'
import type { HttpSettings, PageSize } from './settings.ts'

/** Characters of an answer that is not JSON which the message shows. */
const SHOWN = 80

const charset = (contentType: string): string => /charset\s*=\s*"?([\w.-]+)/i.exec(contentType)?.[1] ?? 'utf-8'

function decode(answer: HttpAnswer): string {
  const encoding = byteOrderMark(answer.body)?.encoding ?? charset(answer.contentType)
  try {
    const decoder = new TextDecoder(encoding, { fatal: true })
    return decoder.encoding === 'windows-1252' ? decodeWindows1252(answer.body) : decoder.decode(answer.body)
  } catch {
    throw new ConnectorError('not-json', { url: answer.url, start: answer.body.toString('latin1', 0, SHOWN) })
  }
}

/** The answer as a text that begins as JSON does; throws `not-json` with its first characters. */
export function answerText(answer: HttpAnswer): TextSource {
  const text = decode(answer)
  const first = text.trimStart().slice(0, SHOWN)
  if (!first.startsWith('{') && !first.startsWith('[')) throw new ConnectorError('not-json', { url: answer.url, start: first })
  return memoryText(answer.url, text)
}

const isLines = (contentType: string): boolean => /\b(?:x-)?(?:ndjson|jsonl|jsonlines)\b/i.test(contentType)

/** The records of one answer. */
export function answerRecords(answer: HttpAnswer, columns: readonly string[], recordPath: string): AsyncIterable<PackedBatch> {
  const text = answerText(answer)
  return withoutLines(isLines(answer.contentType) ? readLines(text, columns) : readDocument(text, columns, recordPath))
}

/** The rows of many answers have no line by which somebody could find them. */
async function* withoutLines(batches: AsyncIterable<PackedBatch>): AsyncGenerator<PackedBatch> {
  for await (const { rows, columns, rejects } of batches) yield { rows, columns, rejects }
}

/** Where the next page starts, as the answer says it; undefined on the last page. */
async function nextCursor(answer: HttpAnswer, path: string): Promise<string | undefined> {
  for await (const batch of readDocument(answerText(answer), [path], '')) {
    const value = batch.columns.flatMap(unpackTexts)[0] ?? null
    if (value !== null && value !== '' && value !== 'false') return value
  }
  return undefined
}

function withParam(url: URL, pairs: readonly (readonly [string, string])[], size: PageSize): URL {
  const page = new URL(url)
  if (size.param !== '') page.searchParams.set(size.param, String(size.size))
  for (const [name, value] of pairs) page.searchParams.set(name, value)
  return page
}

/** Where a cursor leads: a whole address on the same host, or a value of the cursor's parameter. */
function cursorUrl(url: URL, cursor: string, param: string, size: PageSize): URL {
  if (!/^(?:https?:\/\/|\/)/.test(cursor) || !URL.canParse(cursor, url.href)) return withParam(url, [[param, cursor]], size)
  const next = new URL(cursor, url)
  if (next.origin !== url.origin) throw new ConnectorError('bad-redirect', { url: `${url.origin}${url.pathname}` })
  for (const [name, value] of url.searchParams) if (!next.searchParams.has(name)) next.searchParams.set(name, value)
  return next
}

const isEmpty = (batch: PackedBatch): boolean => batch.rows === 0 && batch.rejects.length === 0

/** The records of all pages, one page after another. */
export async function* readPages(settings: HttpSettings, columns: readonly string[], session: HttpSession): AsyncGenerator<PackedBatch> {
  const { paging, url, recordPath } = settings
  if (paging.kind === 'none') {
    yield* answerRecords(await get(url, session), columns, recordPath)
    return
  }
  const seen = new Set<string>()
  const once = (mark: string): void => {
    if (seen.has(mark)) throw new ConnectorError('endless-paging', { url: `${url.origin}${url.pathname}`, pages: seen.size })
    seen.add(mark)
  }
  let next = paging.kind === 'page' ? withParam(url, [[paging.param, String(paging.start)]], paging.size) : withParam(url, [], paging.size)
  for (let pages = 1; ; pages++) {
    const answer = await get(next, session)
    let rows = false
    for await (const batch of answerRecords(answer, columns, recordPath)) {
      rows ||= !isEmpty(batch)
      yield batch
    }
    if (paging.kind === 'page') {
      if (!rows) return
      once(createHash('sha256').update(answer.body).digest('base64'))
      next = withParam(url, [[paging.param, String(paging.start + pages)]], paging.size)
    } else {
      const cursor = await nextCursor(answer, paging.path)
      if (cursor === undefined) return
      once(cursor)
      next = cursorUrl(url, cursor, paging.param, paging.size)
    }
    if (pages >= paging.maxPages)
      throw new ConnectorError('too-many-pages', { url: `${url.origin}${url.pathname}`, limit: paging.maxPages })
  }
}
