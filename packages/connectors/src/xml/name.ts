const characters = (...ranges: readonly string[]): string => ranges.join('')

/** Ranges of characters a name may start with, and those that may follow (XML 1.0, productions 4 and 4a, without the colon). */
const START = characters(
  'A-Za-z_',
  '\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff',
  '\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff',
  '\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}',
)
const REST = characters(START, '\\-.0-9\\u00b7', '\\u0300-\\u036f\\u203f\\u2040')

const NAME = new RegExp(`^[${START}][${REST}]*$`, 'u')
const PREFIXED_NAME = new RegExp(`^[${START}][${REST}]*(?::[${START}][${REST}]*)?$`, 'u')

/** A name without prefix, as an element or attribute may bear it (Namespaces in XML, production 4). */
export const isXmlName = (name: string): boolean => NAME.test(name)

/** A name that may have a prefix (Namespaces in XML, production 7). */
export const isPrefixedName = (name: string): boolean => PREFIXED_NAME.test(name)
