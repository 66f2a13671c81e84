import { availableParallelism, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UsageError } from '../usage-error.ts'

/** What `sluice run` was asked for. Paths are absolute. */
export interface RunOptions {
  readonly flow: string
  readonly parameters: Readonly<Record<string, string>>
  /** Absent: the flow's folder. */
  readonly out: string | undefined
  readonly json: boolean
  readonly failOnRejects: boolean
  /** Only finish what earlier runs of the flow have prepared for this folder. */
  readonly resume: boolean
  /** Write plans that want a person's consent have it. */
  readonly approve: boolean
  readonly allowedHosts: readonly string[]
  readonly secretsFile: string | undefined
  readonly connectionsFile: string | undefined
  readonly memoryMb: number
  readonly threads: number
  readonly timeMs: number | undefined
}

/** Below this the engine process can't work. */
const LEAST_MEMORY_MB = 768

/** What a run may take when nobody says: 2 GB, less on a small machine. */
const defaultMemoryMb = (): number => Math.max(LEAST_MEMORY_MB, Math.min(2_048, Math.floor((totalmem() / 1_048_576) * 0.75)))

export function readRunOptions(args: readonly string[]): RunOptions {
  const { values, positionals } = parse(args)
  const [flow, ...more] = positionals
  if (flow === undefined) throw new UsageError('run-no-flow')
  if (more.length > 0) throw new UsageError('run-one-flow', { flows: positionals.join(', ') })
  return {
    flow: resolve(flow),
    parameters: readParameters(values.param ?? []),
    out: values.out === undefined ? undefined : resolve(values.out),
    json: values.json === true,
    failOnRejects: values['fail-on-rejects'] === true,
    resume: values.resume === true,
    approve: values.approve === true,
    allowedHosts: (values['allow-host'] ?? []).map(readHost),
    secretsFile: values.secrets === undefined ? undefined : resolve(values.secrets),
    connectionsFile: values.connections === undefined ? undefined : resolve(values.connections),
    memoryMb: readNumber('memory', values.memory, LEAST_MEMORY_MB) ?? defaultMemoryMb(),
    threads: readNumber('threads', values.threads, 1) ?? availableParallelism(),
    timeMs: seconds(readNumber('time-limit', values['time-limit'], 1)),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        param: { type: 'string', multiple: true },
        out: { type: 'string' },
        json: { type: 'boolean' },
        'fail-on-rejects': { type: 'boolean' },
        resume: { type: 'boolean' },
        approve: { type: 'boolean' },
        'allow-host': { type: 'string', multiple: true },
        secrets: { type: 'string' },
        connections: { type: 'string' },
        memory: { type: 'string' },
        threads: { type: 'string' },
        'time-limit': { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError('run-bad-option', { reason: error instanceof Error ? error.message : String(error) })
  }
}

function readParameters(given: readonly string[]): Record<string, string> {
  const parameters = new Map<string, string>()
  for (const pair of given) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError('run-bad-param', { value: pair })
    const name = pair.slice(0, at)
    if (parameters.has(name)) throw new UsageError('run-param-twice', { name })
    parameters.set(name, pair.slice(at + 1))
  }
  return Object.fromEntries(parameters)
}

/** `host:port`, also `[::1]:8080`. The engine's guard compares these texts. */
function readHost(value: string): string {
  const port = /^(?:\[[0-9a-fA-F:.]+\]|[^\s:/@[\]]+):(\d{1,5})$/.exec(value)?.[1]
  if (port === undefined || Number(port) < 1 || Number(port) > 65_535) throw new UsageError('run-bad-host', { value })
  return value.toLowerCase()
}

function readNumber(option: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw new UsageError('run-bad-number', { option, value, least })
  return Number(value)
}

const seconds = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * 1_000)
