import { expect, test } from 'vitest'
import { nodeDefinitions } from '../registry.ts'
import { referencePage } from './reference-page.ts'

test('docs/nodes.md says what the definitions say (write it anew with vitest -u)', async () => {
  const page = referencePage()
  for (const { type } of nodeDefinitions) expect(page).toContain(`(\`${type}\`)`)
  await expect(page).toMatchFileSnapshot('../../../../docs/nodes.md')
})
