import { expect, it } from 'vitest'
import { jsonOfTexts } from './json-texts.ts'

it('keeps texts as they are, missing values included', () => {
  const values = ['', null, 'a\u0000b', '"\\ud800"', '\u{1F600}', '12345678901234567890.10']
  expect(JSON.parse(jsonOfTexts(values))).toEqual(values)
})

it('puts a replacement character for half a character, which UTF-8 cannot hold', () => {
  expect(JSON.parse(jsonOfTexts(['a\ud83d', '\ude00b', '\u{1F600}']))).toEqual(['a\ufffd', '\ufffdb', '\u{1F600}'])
})
