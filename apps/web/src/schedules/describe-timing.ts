import type { Timing } from '@sluice/contract'
import { toString } from 'cronstrue'
import 'cronstrue/locales/zh_CN'
import type { TFunction } from 'i18next'

const UNITS = { s: 'second', m: 'minute', h: 'hour', d: 'day' } as const
type Unit = keyof typeof UNITS
export const units: readonly Unit[] = ['s', 'm', 'h', 'd']

/** Count and unit of an interval as it is written (`15m`); undefined when it is none. */
export function readInterval(expression: string): { readonly count: number; readonly unit: Unit } | undefined {
  const [, count, letter] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(expression.trim()) ?? []
  const unit = units.find((known) => known === letter)
  return count === undefined || unit === undefined ? undefined : { count: Number(count), unit }
}

function cronText(expression: string, language: string): string | undefined {
  try {
    const chinese = language.startsWith('zh')
    const text = toString(expression.trim(), {
      locale: chinese ? 'zh_CN' : 'en',
      use24HourTimeFormat: true,
      throwExceptionOnParseError: true,
    })
    return chinese
      ? text
          .replaceAll(/, ?/g, '，')
          .replaceAll(/在(?=\d)/g, '在 ')
          .replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
      : text
  } catch {
    return undefined
  }
}

/** When a schedule runs, in words of the language; undefined when the expression can't be read. */
export function describeTiming(
  t: TFunction,
  language: string,
  { kind, expression }: Pick<Timing, 'kind' | 'expression'>,
): string | undefined {
  if (kind === 'cron') return cronText(expression, language)
  const interval = readInterval(expression)
  return interval === undefined ? undefined : t(`schedules:every.${UNITS[interval.unit]}`, { count: interval.count })
}
