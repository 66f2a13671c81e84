import { FLOW_VERSION } from '@sluice/flow'
import { type ClaimedRun } from '@sluice/store'
import { expect, test } from 'vitest'
import { AtWork } from './at-work.ts'

const run = (runId: string, memoryMb: number) => ({ runId, memoryMb }) as ClaimedRun

test('what a worker offers is what its runs leave of its memory, and nothing once it has as many as it may', async () => {
  const atWork = new AtWork({ runs: 2, memoryMb: 5_000, runMemoryMb: 1_000 })
  const room = (freeMb: number) => ({ freeMb, budgetMb: 5_000, defaultMb: 1_000, documentVersion: FLOW_VERSION })
  expect(atWork.room).toEqual(room(5_000))
  const ends: (() => void)[] = []
  const begin = (id: string, memoryMb: number) => atWork.begin(run(id, memoryMb), () => new Promise((resolve) => ends.push(resolve)))
  const ended = [begin('a', 3_000), begin('b', 1_500)]
  expect(atWork.room).toBeUndefined()
  ends[0]?.()
  await ended[0]
  expect(atWork.room).toEqual(room(3_500))
  ends[1]?.()
  await ended[1]
  expect(atWork.room).toEqual(room(5_000))
})
