import { nodeDefinitions } from '@sluice/catalog'
import { expect, it } from 'vitest'
import { icons } from './node-icon.tsx'

it('has an icon for every kind of node', () => {
  expect(nodeDefinitions.map((definition) => definition.icon).filter((name) => icons[name] === undefined)).toEqual([])
})
