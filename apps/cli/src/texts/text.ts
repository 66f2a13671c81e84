import en from './en.json' with { type: 'json' }
import zh from './zh-CN.json' with { type: 'json' }

/** Codes of the messages that `sluice start` and its kin print. */
export type TextCode = keyof typeof en

const speaksChinese = /^zh/i.test(process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '')

/** The language of the terminal, for texts that come from elsewhere. */
export const language = speaksChinese ? 'zh-CN' : 'en'

export const isTextCode = (code: string): code is TextCode => Object.hasOwn(en, code)

/** The message of a code in the language of the terminal, with its parameters filled in once. */
export function text(code: TextCode, params: Readonly<Record<string, string | number>> = {}): string {
  const template = (speaksChinese ? zh : en)[code]
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : whole))
}
