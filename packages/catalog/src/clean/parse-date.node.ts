import { call, col, INTEGER, literal, readFormatProblem, type Scalar } from '@sluice/plan'
import { chosenColumns } from '../kit/chosen-columns.ts'
import { choice, columns, number, strings, text } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS, ROWS_IN } from '../kit/node.ts'
import { failureFields, readColumns } from '../kit/on-failure.ts'
import { textLiteral } from '../kit/terms.ts'
import { isZone } from '../kit/zone.ts'

const FUNCTIONS = { date: 'parse_date', datetime: 'parse_datetime', time: 'parse_time', instant: 'parse_instant' } as const
const SUGGESTIONS = [
  'yyyy-MM-dd', 'yyyy/M/d', 'dd/MM/yyyy', 'MM/dd/yyyy', 'd.M.yyyy', 'yyyyMMdd', 'yyyy年M月d日', 'd MMM yyyy', 'yy-MM-dd',
  'yyyy-MM-dd HH:mm:ss', 'yyyy/M/d H:mm', "yyyy-MM-dd'T'HH:mm:ssXXX", 'HH:mm:ss', 'excel',
] // prettier-ignore

const ZONES = ['UTC', 'Asia/Shanghai', 'Asia/Tokyo', 'Europe/London', 'Europe/Berlin', 'America/New_York', 'America/Los_Angeles']

/** Reads dates and times out of texts written in one of several formats. */
export const cleanParseDate = defineNode({
  type: 'clean.parse-date',
  version: 1,
  group: 'clean',
  icon: 'calendar',
  fields: {
    columns: columns({ required: true }),
    result: choice(['date', 'datetime', 'time', 'instant'], 'date'),
    formats: strings({ default: ['yyyy-MM-dd'], required: true, suggestions: SUGGESTIONS }),
    zone: text({ maxLength: 100, template: true, suggestions: ZONES, when: { field: 'result', is: ['instant'] } }),
    pivot: number({ default: 68, min: 0, max: 99, advanced: true }),
    ...failureFields,
  },
  inputs: ROWS_IN,
  outputs: [ROWS, REJECTED],
  summary: ({ columns: names, formats }) =>
    names.length === 0 ? { key: 'empty' } : { key: 'columns', params: { columns: names.join(', '), formats: formats.join(', ') } },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { columns: names, formats, result, pivot } = context.config
    const zone = result === 'instant' ? context.config.zone.trim() : ''
    if (zone !== '' && !isZone(zone)) {
      context.problem('error', 'unknown-zone', ['zone'], { zone })
      return { rows: input }
    }
    const faults = formats.map((format, index) => {
      const part = format === '' ? '' : readFormatProblem(format, result)
      if (part !== undefined) context.problem('error', 'bad-date-format', ['formats', index], { format, part })
      return part
    })
    if (names.length === 0 || formats.length === 0 || faults.some((fault) => fault !== undefined)) return { rows: input }
    const facts = [...formats.map(textLiteral), literal(String(pivot), INTEGER)]
    const read = (text: Scalar): Scalar =>
      zone === '' ? call(FUNCTIONS[result], [text, ...facts]) : call('parse_instant_in', [text, textLiteral(zone), ...facts])
    const readings = chosenColumns(context, input, names, 'text').map((column) => ({
      column,
      value: read(col(column)),
      code: 'not-a-date',
      params: { formats: formats.join(', ') },
    }))
    return readColumns(context, input, readings)
  },
})
