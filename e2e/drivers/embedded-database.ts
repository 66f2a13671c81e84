import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { allowHost, ask } from './api.ts'

/** How a person would reach the PostgreSQL that the product brings along; its database `postgres` holds nothing of Sluice. */
export interface EmbeddedDatabase {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
}

/** The line of PostgreSQL's own file on which its port stands. */
const PORT_LINE = 3

export function embeddedDatabase(): EmbeddedDatabase {
  const folder = join(process.env['SLUICE_E2E_DATA'] ?? '', 'postgres')
  const port = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[PORT_LINE])
  return { host: '127.0.0.1', port, database: 'postgres', user: 'sluice', password: readFileSync(`${folder}.password`, 'utf8').trim() }
}

/** Has flows reach it by a connection of this name. */
export async function connectEmbedded(page: Page, name: string): Promise<void> {
  const { password, ...reach } = embeddedDatabase()
  await allowHost(page, `${reach.host}:${reach.port}`)
  await ask(page, 'POST', '/api/connections', { name, type: 'postgresql', config: { ...reach, ssl: 'disable' }, secrets: { password } })
}
