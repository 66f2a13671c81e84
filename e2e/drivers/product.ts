import { test as base, type Page } from '@playwright/test'
import { join } from 'node:path'
import { Editor } from './editor.ts'

/** The one-time link that the product printed at its start. */
export const signInLink = (): string => process.env['SLUICE_E2E_LINK'] ?? ''

/** Where the product listens. */
export const address = (): string => new URL(signInLink()).origin

/** The cookies of the owner once signed in; written by the first journey. */
export const signedInState = join(import.meta.dirname, '..', '.state', 'owner.json')

/** A file of the examples. */
export const exampleFile = (path: string): string => join(import.meta.dirname, '..', '..', 'examples', path)

/** Fails a journey whose page logged an error or warning, or got an answer of 500. */
function watch(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  return complaints
}

interface Fixtures {
  readonly editor: Editor
  /** Complaints of the page so far; a journey that provokes one takes it out. */
  readonly complaints: string[]
}

/** A signed-in owner with an editor to drive; the page's own complaints fail the test. */
export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints = watch(page)
      await use(complaints)
      base.expect(complaints).toEqual([])
    },
    { auto: true },
  ],
  // The configuration is read before the product listens.
  baseURL: async ({ viewport: _viewport }, use) => {
    await use(address())
  },
  editor: async ({ page }, use) => {
    await use(new Editor(page))
  },
})

export { expect } from '@playwright/test'
