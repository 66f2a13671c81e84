import { existsSync } from 'node:fs'
import { runQuietly } from '../steps.mjs'

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test')
  const path = chromium.executablePath()
  return path !== '' && existsSync(path) ? path : undefined
}

/** A Chromium for the browser tests: Playwright's, the system's, or one installed now; undefined when none can be had. */
export async function findChromium(say) {
  const found = process.env.SLUICE_CHROMIUM ?? (await playwrightsOwn()) ?? SYSTEM.find((path) => existsSync(path))
  if (found !== undefined) return found
  for (const [label, commands] of [
    ['Installing Chromium with Playwright', [[process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']]]],
    [
      "Installing Chromium from the system's packages",
      [
        ['apt-get', ['update', '-qq']],
        ['apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk']],
      ],
    ],
  ]) {
    say(`${label} …`)
    try {
      for (const [command, args] of commands)
        await runQuietly(command, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    } catch (error) {
      say(`${label} did not work: ${String(error.message).split('\n').at(-1)}`)
      continue
    }
    const installed = (await playwrightsOwn()) ?? SYSTEM.find((path) => existsSync(path))
    if (installed !== undefined) return installed
  }
  return undefined
}
