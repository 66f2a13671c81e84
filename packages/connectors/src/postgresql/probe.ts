import type { ConnectorConfig, ProbeResult, SourceContext } from '@sluice/engine/connector'
import { connectionSetting, textSetting } from '../settings.ts'
import { Database } from './database.ts'
import { listTables } from './find-table.ts'
import { formatTableName } from './names.ts'
import { readSettings } from './read-settings.ts'
import { shapeOf } from './shape.ts'
import { TYPE_IDS } from './types.ts'

/** A probe answers while a person waits. */
const SECONDS = 30

/**
 * The columns of the chosen table or query with their types, nothing of it run. While no table is chosen, the tables and views that
 * can be: that is what fills a picker.
 */
export async function probePostgresql(config: ConnectorConfig, context: Omit<SourceContext, 'columns'>): Promise<ProbeResult> {
  const { access } = connectionSetting(config, context.connections, 'postgresql')
  const browsing = textSetting(config, 'mode', 'table') !== 'query' && textSetting(config, 'table').trim() === ''
  const settings = browsing ? undefined : readSettings(config)
  await using database = await Database.open(access, { ...context, timeoutSeconds: SECONDS })
  await database.begin('read')
  if (settings === undefined) {
    const tables = await listTables(database)
    return {
      config: {},
      problems: [],
      tables: tables.map((table) => ({ name: formatTableName(table), kind: table.kind, rows: table.rows })),
    }
  }
  const { columns } = await shapeOf(database, settings.wanted)
  const unbounded = columns.filter(({ oid, type }) => oid === TYPE_IDS.numeric && type === 'text').map(({ name }) => name)
  return {
    config: { columns: columns.map(({ name, type }) => ({ source: name, name, type })) },
    problems: unbounded.length === 0 ? [] : [{ severity: 'warning', code: 'numeric-as-text', params: { columns: unbounded.join(', ') } }],
  }
}
