import type { AnyNode } from '../kit/node.ts'
import { sinkCsv } from './csv.node.ts'
import { sinkJson } from './json.node.ts'
import { sinkParquet } from './parquet.node.ts'
import { sinkPostgresql } from './postgresql.node.ts'
import { sinkRejected } from './rejected.node.ts'
import { sinkResponse } from './response.node.ts'
import { sinkTable } from './table.node.ts'
import { sinkXml } from './xml.node.ts'

/** Where rows go. */
export const sink: readonly AnyNode[] = [sinkCsv, sinkJson, sinkXml, sinkParquet, sinkPostgresql, sinkTable, sinkRejected, sinkResponse]
