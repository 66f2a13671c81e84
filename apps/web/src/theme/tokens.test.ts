import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The colours of a scheme by token. */
function colorsOf(css: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/gi)].map(([, name = '', color = '']) => [name, color]))
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const [lightCss = '', darkCss = ''] = css.split("[data-mantine-color-scheme='dark']")
const schemes = { light: colorsOf(lightCss), dark: { ...colorsOf(lightCss), ...colorsOf(darkCss) } }

const grounds = ['bg', 'canvas', 'panel', 'raised', 'sunken']
const pairs: readonly (readonly [string, string])[] = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'ok', 'warn', 'bad', 'run'].flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
  ...['ink', 'ink-2', 'ink-3', 'accent'].map((ink) => [ink, 'accent-soft'] as const),
  ...['ok', 'warn', 'bad', 'run'].map((tone) => [tone, `${tone}-soft`] as const),
  ['ink-2', 'bad-soft'],
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
]

test.each(Object.entries(schemes))('text in the %s scheme keeps a contrast of 4.5 : 1', (_scheme, colors) => {
  const failing = pairs.filter(([ink, ground]) => contrast(colors[ink] ?? '', colors[ground] ?? '') < 4.5)
  expect(failing).toEqual([])
})
