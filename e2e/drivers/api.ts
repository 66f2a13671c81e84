import type { APIResponse, Page } from '@playwright/test'
import { address } from './product.ts'

/** Asks the API as the page's own scripts do, with its session and origin; an answer other than success fails the journey. */
export async function ask(page: Page, method: 'GET' | 'POST' | 'PUT', path: string, data?: unknown): Promise<unknown> {
  const answer: APIResponse = await page.request.fetch(path, {
    method,
    headers: { origin: address() },
    ...(data !== undefined && { data }),
  })
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
  return answer.json()
}

/** Lists a private address that flows may reach, beside those that are listed. */
export async function allowHost(page: Page, host: string): Promise<void> {
  const { allowedHosts } = (await ask(page, 'GET', '/api/settings')) as { readonly allowedHosts: readonly string[] }
  await ask(page, 'PUT', '/api/settings', { allowedHosts: [...allowedHosts, host] })
}

/** Takes an address off the list of those that flows may reach. */
export async function denyHost(page: Page, host: string): Promise<void> {
  const { allowedHosts } = (await ask(page, 'GET', '/api/settings')) as { readonly allowedHosts: readonly string[] }
  await ask(page, 'PUT', '/api/settings', { allowedHosts: allowedHosts.filter((allowed) => allowed !== host) })
}
