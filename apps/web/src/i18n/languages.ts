/** The languages of the product, by BCP 47 tag, with the name each gives itself. */
export const languages = [
  { tag: 'en', name: 'English' },
  { tag: 'zh-CN', name: '简体中文' },
] as const
export type Language = (typeof languages)[number]['tag']

export const LANGUAGE_KEY = 'sluice.language'

/** The language of the product that fits a browser's language tag. */
export const languageFor = (tag: string): Language => (tag.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en')
