import { isRecord } from '@sluice/catalog'
import type { Plan, Scan } from '@sluice/plan'
import type { Connections } from '../connection.ts'

/** What a run reads: a file by its path, a table by connection and name, an address without what follows its `?`. */
export interface RunInput {
  readonly node: string
  readonly kind: 'file' | 'table' | 'address'
  readonly name: string
  /** sha256 and size of a file, filled in by the host; absent for one that changed while it was read. */
  readonly hash?: string
  readonly bytes?: number
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A table's name without a schema: that is the one of the connection, or PostgreSQL's usual one. */
const BARE = /^(?:"(?:[^"]|"")+"|[^".]+)$/

/** A table in the words that a sink uses for it, so that what one run wrote is found as what another read. */
function tableName(config: Scan['config'], connections: Connections): string {
  const { connection } = isRecord(config['connection']) ? config['connection'] : {}
  const name = textOf(connection)
  if (config['mode'] === 'query') return `${name}: SELECT …`
  const table = textOf(config['table']).trim()
  const [schema = ''] = textOf(Object.hasOwn(connections, name) ? connections[name]?.config['schema'] : '').split(',')
  return `${name}: ${BARE.test(table) ? `${schema.trim() === '' ? 'public' : schema.trim()}.${table}` : table}`
}

function inputOf({ node, connector, config }: Scan, connections: Connections): RunInput | undefined {
  switch (connector) {
    case 'csv':
    case 'json':
    case 'xml':
      return { node, kind: 'file', name: textOf(config['path']) }
    case 'http': {
      const url = textOf(config['url'])
      return { node, kind: 'address', name: URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : '' }
    }
    case 'postgresql':
      return { node, kind: 'table', name: tableName(config, connections) }
    default:
      return undefined
  }
}

/** Everything outside the flow that its sources read, in the order of the plan. */
export const inputsOf = (plan: Plan, connections: Connections): readonly RunInput[] =>
  plan.relations.flatMap((relation) => {
    const input = relation.op === 'scan' ? inputOf(relation, connections) : undefined
    return input === undefined || input.name === '' ? [] : [input]
  })
