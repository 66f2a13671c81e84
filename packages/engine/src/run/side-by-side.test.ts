import { expect, it } from 'vitest'
import { sideBySide } from './side-by-side.ts'

interface Task {
  readonly name: string
  readonly done: Promise<void>
  readonly succeed: () => void
  readonly fail: (error: Error) => void
}

function task(name: string): Task {
  let succeed = (): void => undefined
  let fail = (_error: Error): void => undefined
  const done = new Promise<void>((resolve, reject) => {
    succeed = resolve
    fail = reject
  })
  return { name, done, succeed, fail }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('works on no more items at a time than are allowed, in their order', async () => {
  const tasks = ['a', 'b', 'c'].map(task)
  const begun: string[] = []
  const all = sideBySide(tasks, 2, ({ name, done }) => (begun.push(name), done), () => undefined) // prettier-ignore
  await turn()
  expect(begun).toEqual(['a', 'b'])
  tasks[1]?.succeed()
  await turn()
  expect(begun).toEqual(['a', 'b', 'c'])
  for (const { succeed } of tasks) succeed()
  await all
})

it('tells the failure of the first item that fails, even when a later one is quicker', async () => {
  const [a, b, c] = [task('a'), task('b'), task('c')]
  const begun: string[] = []
  let stopped = false
  const stop = (): void => {
    stopped = true
    b.fail(new Error('stopped'))
  }
  const all = sideBySide([a, b, c], 2, ({ name, done }) => (begun.push(name), done), stop) // prettier-ignore
  const failure = all.catch((error: unknown) => error)
  b.fail(new Error('of b'))
  await turn()
  expect(stopped).toBe(false)
  a.fail(new Error('of a'))
  expect(await failure).toEqual(new Error('of a'))
  expect(stopped).toBe(true)
  expect(begun).toEqual(['a', 'b'])
})
