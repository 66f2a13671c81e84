import { once } from 'node:events'
import { createServer } from 'node:http'
import { type Started } from './programs.ts'
import { allowHost, connectDatabase, openSite, withHost, type Site } from './site.ts'
import { VanishingLine } from './vanishing-line.ts'
import { makeTables, type Asked, type Work } from './work.ts'

/** What a run has the other end of a line for. */
export const OVERS = ['a table that is read', 'a service that is read', 'tables that are written', "the product's database"] as const
export type Over = (typeof OVERS)[number]

const SOURCE = 'source'
/** A statement may take so long, and a line is dead after as long again. */
const PATIENCE = { timeoutSeconds: 3, retryFirstSeconds: 0.1 }

export interface Place extends AsyncDisposable {
  readonly site: Site
  readonly lines: Readonly<Record<Over, VanishingLine>>
  /** A worker that has the product's database at the other end of a line. */
  readonly startWorker: (name: string) => Promise<Started>
  /** Where the service gives the rows of the run that is told last. */
  readonly serve: (rows: Work['rows']) => Promise<string>
}

/** Databases and a service, each reached over a line. */
export async function openPlace(productUrl: string, targetUrl: string): Promise<Place> {
  let answer = '[]'
  const service = createServer((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(answer))
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  const address = service.address()
  if (address === null || typeof address === 'string') throw new Error('the service has no port')
  const to = (url: string): VanishingLine => new VanishingLine(new URL(url).hostname, Number(new URL(url).port))
  const lines = {
    'a table that is read': to(targetUrl),
    'a service that is read': new VanishingLine('127.0.0.1', address.port),
    'tables that are written': to(targetUrl),
    "the product's database": to(productUrl),
  }
  const site = await openSite({ databaseUrl: productUrl, targetUrl, targetHost: await lines['tables that are written'].host() })
  await makeTables(site)
  await site.target('CREATE TABLE given (tag text, n int, text text)')
  await connectDatabase(site.workspace, SOURCE, withHost(targetUrl, await lines['a table that is read'].host()))
  const serviceHost = await lines['a service that is read'].host()
  await allowHost(site.workspace, serviceHost)
  const overLine = withHost(productUrl, await lines["the product's database"].host())
  return {
    site,
    lines,
    startWorker: (name) => site.startWorker({ DATABASE_URL: overLine, SLUICE_WORKER_NAME: name }),
    serve: (rows) => {
      answer = JSON.stringify(rows.map(([tag, n, text]) => ({ tag, n, text })))
      return Promise.resolve(`http://${serviceHost}/`)
    },
    [Symbol.asyncDispose]: async () => {
      await site[Symbol.asyncDispose]()
      await Promise.all(Object.values(lines).map((line) => line[Symbol.asyncDispose]()))
      service.closeAllConnections()
      await new Promise((resolve) => service.close(resolve))
    },
  }
}

/** A run that has its rows from what is at the other end of the line, or writes them there. */
export function askedFor(of: Over, { site, serve }: Place): Asked {
  switch (of) {
    case 'a table that is read':
      return {
        give: async (rows) => {
          await site.target(
            `TRUNCATE given; INSERT INTO given VALUES ${rows.map(([tag, n, text]) => `('${tag}', ${n}, '${text}')`).join()}`,
          )
          return { type: 'source.postgresql', config: { connection: { connection: SOURCE }, table: 'given', ...PATIENCE } }
        },
      }
    case 'a service that is read':
      return { give: async (rows) => ({ type: 'source.http', config: { url: await serve(rows), ...PATIENCE } }) }
    case 'tables that are written':
      return { sinks: PATIENCE }
    case "the product's database":
      return {}
  }
}
