import { expect, test } from 'vitest'
import { readWorkerOptions } from './options.ts'

const env = { DATABASE_URL: 'postgres://db/sluice' }

test('arguments go before the environment, and what is left out stays with the worker', () => {
  const { data, keyFile, env: told } = readWorkerOptions(['--runs', '3', '--name', 'north'], { ...env, SLUICE_RUNS: '9', SLUICE_DATA: '/mnt/sluice' }, '/opt') // prettier-ignore
  expect([data, keyFile]).toEqual(['/mnt/sluice', '/mnt/sluice/master.key'])
  expect(told).toEqual({
    DATABASE_URL: 'postgres://db/sluice',
    SLUICE_DATA: '/mnt/sluice',
    SLUICE_KEY_FILE: '/mnt/sluice/master.key',
    SLUICE_WORKER_NAME: 'north',
    SLUICE_RUNS: '3',
  })
})

test.each([
  ['no database', [], { DATABASE_URL: '' }, 'Set DATABASE_URL'],
  ['an unknown option', ['--cpu', '2'], {}, 'Options of worker'],
  ['too little memory', ['--memory-mb', '100'], {}, 'at least 768'],
  ['half a run', ['--runs', '1.5'], {}, 'at least 1'],
  ['no runs', [], { SLUICE_RUNS: '0' }, 'at least 1'],
  ['a name with spaces', ['--name', 'my host'], {}, 'no spaces'],
])('refuses %s', (_what, args, change, says) => {
  expect(() => readWorkerOptions(args, { ...env, ...change }, '/opt')).toThrow(says)
})
