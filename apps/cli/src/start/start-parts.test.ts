import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import en from '../texts/en.json' with { type: 'json' }
import zh from '../texts/zh-CN.json' with { type: 'json' }
import { isTextCode, text } from '../texts/text.ts'
import { prepareDataFolder, readRunning, removeRunning, writeRunning } from './data-folder.ts'
import { StartError } from './error.ts'
import { DEFAULT_PORT, isLoopback, readOptions } from './options.ts'
import { usablePort } from './port.ts'

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof StartError) return error.code
    throw error
  }
  return 'no error'
}

describe('options of start', () => {
  it('are arguments, then the environment, then defaults', () => {
    expect(readOptions([], {}, '/opt/sluice')).toEqual({
      drainMs: 60_000,
      port: DEFAULT_PORT,
      host: '127.0.0.1',
      data: join('/opt/sluice', '.sluice'),
      examples: true,
    })
    expect(
      readOptions(['--port', '0', '--data', '/d', '--no-examples'], { SLUICE_PORT: '9', DATABASE_URL: 'postgresql://x' }, '/'),
    ).toEqual({
      port: 0,
      host: '127.0.0.1',
      data: '/d',
      databaseUrl: 'postgresql://x',
      examples: false,
      drainMs: 60_000,
    })
  })

  it('takes a time that runs get to end, and refuses what is none', () => {
    expect(readOptions([], { SLUICE_DRAIN_SECONDS: '5' }, '/').drainMs).toBe(5_000)
    expect(codeOf(() => readOptions([], { SLUICE_DRAIN_SECONDS: '-1' }, '/'))).toBe('bad-drain')
  })

  it.each([
    [['--porte', '1'], 'bad-option'],
    [['extra'], 'bad-option'],
    [['--port', '70000'], 'bad-port'],
    [['--port', '-1'], 'bad-option'],
    [['--port', '12a'], 'bad-port'],
  ])('refuses %j', (args, code) => {
    expect(codeOf(() => readOptions(args, {}, '/'))).toBe(code)
  })

  it('knows loopback addresses', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '192.168.1.1', '127.evil.example', '::'].some(isLoopback)).toBe(false)
  })
})

describe('the data folder', () => {
  const home = mkdtempSync(join(tmpdir(), 'sluice-data-'))
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it('is made when missing', () => {
    prepareDataFolder(join(home, 'a', 'b'))
    expect(readRunning(join(home, 'a', 'b'))).toBeUndefined()
  })

  it('is refused when it is a file', () => {
    writeFileSync(join(home, 'file'), '')
    expect(codeOf(() => prepareDataFolder(join(home, 'file', 'inner')))).toBe('folder-not-writable')
  })

  it.runIf(process.platform === 'linux')('is refused at once where no folder can be made', () => {
    expect(codeOf(() => prepareDataFolder('/proc/sluice/data'))).toBe('folder-not-writable')
  })

  it('names a start that runs, and forgets one that was killed', () => {
    writeRunning(home, { pid: process.ppid, address: 'http://127.0.0.1:1', databaseUrl: 'postgresql://x' })
    expect(readRunning(home)?.address).toBe('http://127.0.0.1:1')
    writeRunning(home, { pid: 2 ** 22 + 1, address: 'http://127.0.0.1:1', databaseUrl: 'postgresql://x' })
    expect(readRunning(home)).toBeUndefined()
    removeRunning(home)
    expect(readRunning(home)).toBeUndefined()
  })
})

describe('the port', () => {
  it('is refused with a suggestion when another program has it', async () => {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const error: unknown = await usablePort('127.0.0.1', port).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(StartError)
    expect(error).toMatchObject({ code: 'port-taken', params: { port } })
    await new Promise((resolve) => server.close(resolve))
    expect(await usablePort('127.0.0.1', port)).toBe(port)
  })

  it('is refused on an address that is not of this machine', async () => {
    await expect(usablePort('203.0.113.7', 4400)).rejects.toMatchObject({ code: 'host-unknown' })
  })
})

describe('a start that fails', () => {
  it('says why and ends with code 1', async () => {
    const home = mkdtempSync(join(tmpdir(), 'sluice-start-'))
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const args = [
      '--import',
      import.meta.resolve('tsx'),
      join(import.meta.dirname, '..', 'main.ts'),
      'start',
      '--data',
      home,
      '--port',
      String(port),
    ]
    const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, args, { timeout: 20_000, env: { ...process.env, LC_ALL: 'C' } }, (error, _stdout, stderr) => {
        resolve({ code: error?.code, stderr })
      })
    })
    await new Promise((resolve) => server.close(resolve))
    rmSync(home, { recursive: true, force: true })
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(`Port ${port}`) as string })
  })
})

describe('texts of the command line', () => {
  it('are the same codes and parameters in both languages', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en))
    const parameters = (t: string): string[] => (t.match(/\{\{\w+\}\}/g) ?? []).sort()
    for (const code of Object.keys(en).filter(isTextCode)) expect(parameters(zh[code]), code).toEqual(parameters(en[code]))
  })

  it('fill a parameter in once', () => {
    expect(text('ready', { address: '{{pid}}' })).toContain('{{pid}}')
  })
})
