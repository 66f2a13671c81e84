import express, { type Express, type Response } from 'express'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nonceOf } from './security-headers.ts'

/** What the build leaves in index.html where the nonce belongs. */
const PLACEHOLDER = '__CSP_NONCE__'
const ONE_YEAR_MS = 365 * 24 * 3_600_000

/** Serves the built web application: assets for ever, the page with this answer's nonce. */
export function serveWeb(app: Express, folder: string): void {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) throw new Error(`The web application is not built: ${index} is missing`)
  const page = readFileSync(index, 'utf8')
  app.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: ONE_YEAR_MS, index: false, fallthrough: false }))
  const sendPage = (response: Response): void => {
    response.setHeader('Cache-Control', 'no-store')
    response.type('html').send(page.replaceAll(PLACEHOLDER, nonceOf(response)))
  }
  app.get('/index.html', (_request, response) => sendPage(response))
  app.use(express.static(folder, { index: false }))
  app.get('/{*page}', (request, response, next) => {
    if (request.path.startsWith('/api/') || request.path === '/api') next()
    else sendPage(response)
  })
}
