import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DRAIN_SECONDS } from '../src/start/options.ts'

const root = join(import.meta.dirname, '../../..')
const knowsSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

/** The settings of a unit by name. */
function readUnit(file: string): ReadonlyMap<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n')
  return new Map(
    lines.flatMap((line) => (/^[A-Z]/.test(line) ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]] : [])),
  )
}

describe.each(['sluice.service', 'sluice-worker.service'])('the unit %s', (name) => {
  const file = join(root, 'deploy', name)
  const unit = readUnit(file)

  test('starts a command that there is, with variables that the guide explains', () => {
    const [program, command] = /node (dist\/cli\.js) (\S+)$/.exec(unit.get('ExecStart') ?? '')?.slice(1) ?? []
    expect(program).toBe('dist/cli.js')
    const cli = join(process.env['SLUICE_TEST_PROGRAMS'] ?? '', 'cli.js')
    const help = execFileSync(process.execPath, [cli, command ?? '', '--help'], { encoding: 'utf8' })
    expect(help).toContain(`sluice ${command}`)
    const guide = readFileSync(join(root, 'docs/operations.md'), 'utf8')
    const variables = (unit.get('Environment') ?? '').split(' ').map((pair) => pair.slice(0, pair.indexOf('=')))
    for (const variable of variables.filter((variable) => variable.startsWith('SLUICE_'))) expect(guide).toContain(variable)
    expect(guide).toContain(name)
  })

  test('leaves runs more time to end than they take by default', () => {
    expect(unit.get('KillSignal')).toBe('SIGTERM')
    expect(Number(unit.get('TimeoutStopSec'))).toBeGreaterThan(DRAIN_SECONDS)
  })

  test.skipIf(!knowsSystemd)('is understood by systemd (needs systemd-analyze)', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
    expect({ status, said: stderr.split('\n').filter((line) => line.includes(name)) }).toEqual({ status: 0, said: [] })
  })
})
