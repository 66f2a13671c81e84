import type { Plan, Scan } from '@sluice/plan'

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

function inputOf({ node, connector, config }: Scan): RunInput | undefined {
  switch (connector) {
    case 'csv':
    case 'json':
    case 'xml':
      return { node, kind: 'file', name: textOf(config['path']) }
    case 'http': {
      const url = textOf(config['url'])
      return { node, kind: 'address', name: URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : '' }
    }
    case 'postgresql': {
      // The same words as a sink uses, so that what one run wrote is found as what another read.
      const what = config['mode'] === 'query' ? 'SELECT …' : textOf(config['table'])
      return { node, kind: 'table', name: `${textOf(config['connection'])}: ${what}` }
    }
    default:
      return undefined
  }
}

/** Everything outside the flow that its sources read, in the order of the plan. */
export const inputsOf = (plan: Plan): readonly RunInput[] =>
  plan.relations.flatMap((relation) => {
    const input = relation.op === 'scan' ? inputOf(relation) : undefined
    return input === undefined || input.name === '' ? [] : [input]
  })
