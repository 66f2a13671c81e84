import { createReadStream } from 'node:fs'
import { SaxesParser } from 'saxes'
import { runSql } from '../measure/sql.ts'

/** The bare minimum over the same files: saxes reads the XML and throws it away, DuckDB's `read_json_objects` counts the JSON. */
export async function bareReading(xml: string, json: string): Promise<number> {
  const sql = await runSql("SELECT count(*), sum(length(json)) FROM read_json_objects('{json}', format = 'array');", { json }, {})
  const begin = performance.now()
  let elements = 0
  const parser = new SaxesParser()
  parser.on('opentag', () => elements++)
  for await (const chunk of createReadStream(xml, { encoding: 'utf8', highWaterMark: 1 << 18 })) parser.write(String(chunk))
  parser.close()
  if (elements === 0) throw new Error('no elements')
  return sql.ms + performance.now() - begin
}
