import { type Ability } from '@sluice/contract'

const TABLE: Readonly<Record<string, readonly Ability[]>> = {
  owner: ['read', 'edit', 'run', 'administer'],
  editor: ['read', 'edit', 'run'],
  operator: ['read', 'run'],
  viewer: ['read'],
}

/** What a role may do; an unknown role nothing. */
export const abilitiesOf = (role: string): readonly Ability[] => (Object.hasOwn(TABLE, role) ? TABLE[role]! : [])
