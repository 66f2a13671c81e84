import iconv from 'iconv-lite'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { failureOf } from '../source-fixture.ts'
import { decodeText } from './decode-text.ts'
import { detectEncoding } from './detect-encoding.ts'
import { xmlEncoding } from './xml-encoding.ts'

const gb18030 = (text: string): Buffer => iconv.encode(text, 'gb18030')

const CHINESE = '客户编号,公司名称,城市\n1,上海华信科技有限公司,上海\n2,北京远航物流有限责任公司,北京\n'
const big5 = iconv.encode('客戶編號,公司名稱,城市\n1,台北遠航物流有限公司,台北\n2,高雄星辰醫療有限公司,高雄\n', 'big5')
const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()

test.each([
  ['plain ASCII', Buffer.from('a,b\n1,2\n'), 'utf-8'],
  ['UTF-8', Buffer.from(CHINESE), 'utf-8'],
  ['UTF-8 cut in a character', Buffer.from(CHINESE).subarray(0, 10), 'utf-8'],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${CHINESE}`), 'utf-8'],
  ['GB18030', gb18030(CHINESE), 'gb18030'],
  ['GB18030, few Chinese characters', gb18030('id,name\n1,ab\n2,cd\n3,张伟\n'), 'gb18030'],
  ['Big5', big5, 'big5'],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${CHINESE}`, 'utf16le'), 'utf-16le'],
  ['UTF-16 without a mark', Buffer.from('id,name\n1,x\n', 'utf16le'), 'utf-16le'],
  ['UTF-16, big end first', swapped(`\ufeff${CHINESE}`), 'utf-16be'],
  ['Latin-1', Buffer.from('name,city\nJosé,Málaga\nZoë,Köln\nFrançois,Besançon\n', 'latin1'), 'latin1'],
])('detects %s', (_, bytes, encoding) => {
  expect(detectEncoding(bytes)).toBe(encoding)
})

async function decoded(bytes: Buffer, encoding: string, block: number): Promise<string> {
  const blocks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += block) blocks.push(bytes.subarray(at, at + block))
  let text = ''
  for await (const piece of decodeText(Readable.from(blocks), encoding, 'file')) text += piece.text
  return text
}

test.each([
  ['utf-8', Buffer.from(`\ufeff${CHINESE}`)],
  ['gb18030', gb18030(CHINESE)],
  ['utf-16le', Buffer.from(`\ufeff${CHINESE}`, 'utf16le')],
  ['utf-16be', swapped(CHINESE)],
])('decodes %s whatever way the bytes are cut', async (encoding, bytes) => {
  for (const block of [1, 2, 3, 7, 1000]) expect(await decoded(bytes, encoding, block)).toBe(CHINESE)
})

/** Bytes written down by hand, so that no library of ours stands on both sides. */
test.each([
  ['shift_jis', [0x93, 0x8c, 0x8b, 0x9e, 0x2c, 0xb1, 0x5c], '東京,ｱ\\'],
  ['euc-kr', [0xbc, 0xad, 0xbf, 0xef, 0x2c, 0x61], '서울,a'],
  ['big5', [0xa5, 0x78, 0xa5, 0x5f, 0x2c, 0xb3, 0x5c], '台北,許'],
  ['windows-1252', [0x80, 0x39, 0x2c, 0x93, 0xe9, 0x94, 0x99], '€9,“é”™'],
  ['latin1', [0xe9, 0x2c, 0xfc, 0xdf, 0xff, 0x80], 'é,üßÿ€'],
])('decodes %s by its own table, whatever way the bytes are cut', async (encoding, bytes, text) => {
  for (const block of [1, 2, 3, 1000]) expect(await decoded(Buffer.from(bytes), encoding, block)).toBe(text)
})

test('tells byte and line of what is not in the encoding', async () => {
  const bytes = Buffer.concat([Buffer.from('id,name\n1,ok\n2,'), Buffer.from([0xd5, 0xc5]), Buffer.from('\n')])
  for (const block of [1, 4, 1000])
    expect(await failureOf(decoded(bytes, 'utf-8', block))).toEqual({
      code: 'wrong-encoding',
      params: { file: 'file', encoding: 'utf-8', offset: 16, line: 3 },
    })
})

test('an encoding nobody knows is an error', async () => {
  expect((await failureOf(decoded(Buffer.from('x'), 'klingon', 9))).code).toBe('unknown-encoding')
})

test('XML says its encoding in its declaration', () => {
  expect(xmlEncoding(Buffer.from('<?xml version="1.0" encoding="GB18030"?><a/>'))).toBe('gb18030')
  expect(xmlEncoding(Buffer.from('<?xml version="1.0"?><a/>'))).toBe('utf-8')
  expect(xmlEncoding(Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a/>', 'utf16le'))).toBe('utf-16le')
})
