import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { batchPlaces, runPlaces, workspaceSamples } from '@sluice/store'
import { expect, test } from 'vitest'
import { removeLeftovers } from './clean-up.ts'

test('scratch that no attempt holds goes, that of runs at work and of warm databases stays', async () => {
  const data = await mkdtemp(join(tmpdir(), 'sluice-clean-up-'))
  const [workspace, held, lost] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  for (const run of [held, lost])
    for (const places of [runPlaces(data, workspace, run, 1), batchPlaces(data, workspace, run, 2)])
      await mkdir(places.work, { recursive: true })
  const session = join(data, 'work', `batches-${workspace}`)
  for (const name of ['spill-now', 'spill-old', 'something-else']) await mkdir(join(session, name))
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1_000)
  for (const name of ['spill-old', 'something-else']) await utimes(join(session, name), twoDaysAgo, twoDaysAgo)

  const samples = workspaceSamples(data, workspace)
  await mkdir(samples)
  for (const name of ['a.sample', 'b.sample']) await writeFile(join(samples, name), '')
  await utimes(join(samples, 'b.sample'), twoDaysAgo, twoDaysAgo)

  await removeLeftovers({ queue: { held: () => Promise.resolve(new Set([`${held}-1`, `${held}-2`])) } }, data)
  expect((await readdir(join(data, 'work'))).sort()).toEqual([`${held}-1`, `batches-${workspace}`, `samples-${workspace}`].sort())
  expect((await readdir(session)).sort()).toEqual([`${held}-2`, 'something-else', 'spill-now'].sort())
  expect(await readdir(samples)).toEqual(['a.sample'])
  await rm(data, { recursive: true })
})
