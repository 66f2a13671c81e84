import type { AnyNode } from '../kit/node.ts'
import { sourceCsv } from './csv.node.ts'
import { sourceHttp } from './http.node.ts'
import { sourceJson } from './json.node.ts'
import { sourcePostgresql } from './postgresql.node.ts'
import { sourceTable } from './table.node.ts'
import { sourceWebhook } from './webhook.node.ts'
import { sourceXml } from './xml.node.ts'

/** Where rows come from. */
export const source: readonly AnyNode[] = [sourceCsv, sourceJson, sourceXml, sourceHttp, sourcePostgresql, sourceTable, sourceWebhook]
