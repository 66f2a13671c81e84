import { nodeDefinitions } from '@sluice/catalog'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/src/index.ts'
import { goldenFile } from './test/golden-case.ts'
import { runGolden } from './test/run-golden.ts'

const fileOf = (type: string): string => fileURLToPath(new URL(`../../catalog/src/${type.replace('.', '/')}.golden.json`, import.meta.url))

describe.each(nodeDefinitions.map((definition) => definition.type))('%s', (type) => {
  const file = fileOf(type)
  test('has golden cases', () => expect(existsSync(file), file).toBe(true))
  if (!existsSync(file)) return
  const cases = goldenFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  test('its cases are well formed', () => expect(cases.error?.issues ?? []).toEqual([]))
  for (const golden of cases.data ?? []) test(golden.name, () => runGolden(type, golden, connectors))
})
