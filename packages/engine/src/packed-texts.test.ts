import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packTexts, unpackTexts } from './packed-texts.ts'

it('gives back what was packed, missing values included', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(fc.array(fc.option(text), { maxLength: 40 }), (values) => {
      expect(unpackTexts(packTexts(values))).toEqual(values)
    }),
  )
  expect(packTexts(['', 'a']).present).toBeUndefined()
})

it('puts a replacement character for half a character, which UTF-8 cannot hold', () => {
  expect(unpackTexts(packTexts(['a\ud83d', null, '\ude00b', '\u{1F600}']))).toEqual(['a\ufffd', null, '\ufffdb', '\u{1F600}'])
})
