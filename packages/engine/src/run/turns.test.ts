import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('does one work after another, a failed one too', async () => {
  const turns = new Turns()
  const said: string[] = []
  const work = (name: string, fails = false) =>
    turns.take(async () => {
      said.push(`${name} begins`)
      await nextTurn()
      said.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const all = await Promise.allSettled([work('a'), work('b', true), work('c')])
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
