import { mkdir, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failureOf, sourceFixture } from '../source-fixture.ts'
import { findSourceFile } from './source-file.ts'

test('finds a file in a folder below, and through a link that stays inside', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('in/a.csv', 'x')
  await symlink(join(fixture.folder, 'in/a.csv'), join(fixture.folder, 'link.csv'))
  expect((await findSourceFile(fixture.folder, 'in/a.csv')).bytes).toBe(1)
  expect((await findSourceFile(fixture.folder, 'link.csv')).path).toBe(await findSourceFile(fixture.folder, 'in/a.csv').then((f) => f.path))
})

test.each([
  ['../secret', 'path-outside-folder'],
  ['in/../../secret', 'path-outside-folder'],
  ['..\\secret', 'path-outside-folder'],
  ['/etc/passwd', 'path-outside-folder'],
  ['C:\\x', 'path-outside-folder'],
  ['a\0b', 'path-outside-folder'],
  ['out-link', 'path-outside-folder'],
  ['out-folder/passwd', 'path-outside-folder'],
  ['folder', 'not-a-file'],
  ['socket', 'not-a-file'],
  ['.', 'not-a-file'],
  ['nothing.csv', 'file-not-found'],
  ['file/nothing.csv', 'file-not-found'],
  ['%2e%2e/secret', 'file-not-found'],
  ['loop', 'path-outside-folder'],
  ['', 'file-not-given'],
])('refuses %j with %s', async (path, code) => {
  await using fixture = await sourceFixture()
  await fixture.write('file', 'x')
  await mkdir(join(fixture.folder, 'folder'))
  await symlink('/etc/passwd', join(fixture.folder, 'out-link'))
  await symlink('/etc', join(fixture.folder, 'out-folder'))
  await symlink('loop', join(fixture.folder, 'loop'))
  const socket = createServer()
  await new Promise<void>((resolve) => socket.listen(join(fixture.folder, 'socket'), resolve))
  const failure = await failureOf(findSourceFile(fixture.folder, path))
  await new Promise((resolve) => socket.close(resolve))
  expect(failure.code).toBe(code)
})
