import { numberFrom, readBasics, type Basics } from '@sluice/program'

/** What the server is told by its environment. */
export interface ServerConfig extends Basics {
  readonly host: string
  readonly port: number
  /** The built web application; absent: only the API. */
  readonly web?: string
  /** File an engine process starts with; absent: the runtime's own. */
  readonly engineEntry?: string
  /** Addresses under which browsers reach us besides the one in the Host header, e.g. behind a proxy. */
  readonly origins: readonly string[]
  readonly uploadBytes: number
  readonly quotaBytes: number
  readonly engines: number
  /** Needed to read the metrics; absent: this machine alone may. */
  readonly metricsToken?: string
}

const MEGABYTE = 1024 * 1024

/** Reads the configuration; throws with the name of what is missing. */
export function readConfig(env: NodeJS.ProcessEnv): ServerConfig {
  return {
    ...readBasics(env),
    host: env['SLUICE_HOST'] ?? '127.0.0.1',
    port: numberFrom(env, 'SLUICE_PORT', 4400),
    web: env['SLUICE_WEB'],
    engineEntry: env['SLUICE_ENGINE_ENTRY'],
    origins: (env['SLUICE_ORIGIN'] ?? '').split(',').map((o) => o.trim()).filter((o) => o !== ''), // prettier-ignore
    uploadBytes: numberFrom(env, 'SLUICE_UPLOAD_MB', 10_240) * MEGABYTE,
    quotaBytes: numberFrom(env, 'SLUICE_QUOTA_MB', 102_400) * MEGABYTE,
    engines: numberFrom(env, 'SLUICE_DESIGN_ENGINES', 2),
    ...((env['SLUICE_METRICS_TOKEN'] ?? '') === '' ? {} : { metricsToken: env['SLUICE_METRICS_TOKEN'] }),
  }
}
