import { defineConfig } from '@playwright/test'
import { signedInState } from './drivers/product.ts'

const executablePath = process.env['SLUICE_CHROMIUM']

export default defineConfig({
  testDir: './journeys',
  outputDir: '../test-results',
  globalSetup: './product.ts',
  // One product serves all journeys; each journey makes flows of its own.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ?? '../test-results/report.json' }]],
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  projects: [
    { name: 'sign-in', testMatch: 'sign-in.spec.ts' },
    { name: 'journeys', testIgnore: 'sign-in.spec.ts', dependencies: ['sign-in'], use: { storageState: signedInState } },
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
})
