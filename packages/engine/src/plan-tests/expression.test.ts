import { BOOLEAN, DATE, DATETIME, FLOAT, INSTANT, INTEGER, LIST, RECORD, TEXT, decimal } from '@sluice/plan'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Evaluator, type Cell } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

const CELLS: readonly Cell[] = [
  { name: 'name', type: TEXT, value: '  Ann\u3000O\u2019Hara ' },
  { name: '姓名', type: TEXT, value: '王小明' },
  { name: 'qty', type: INTEGER, value: '7' },
  { name: 'price', type: decimal(18, 2), value: '12.50' },
  { name: 'zero', type: INTEGER, value: '0' },
  { name: 'nothing', type: TEXT, value: null },
  { name: 'no number', type: decimal(12, 2), value: null },
  { name: 'ok', type: BOOLEAN, value: 'true' },
  { name: 'day', type: DATE, value: '2024-02-29' },
  { name: 'at', type: DATETIME, value: '2024-02-29 23:30:00' },
  { name: 'moment', type: INSTANT, value: '2024-02-29 20:00:00+00' },
  { name: 'ratio', type: FLOAT, value: '0.25' },
  { name: 'tags', type: LIST, value: '["a","b",null,"d"]' },
  { name: 'doc', type: RECORD, value: '{"a":{"b":"x","n":12345678901234567.89,"i":123456789012345678901},"l":[{"k":1.10}],"null":null}' },
  { name: 'huge', type: INTEGER, value: '9223372036854775807' },
]

const CASES: readonly (readonly [expression: string, result: string])[] = [
  ['zero <> 0 and 1 / zero > 1', 'false'], ['zero = 0 or 1 / zero > 1', 'true'], ['ok and zero <> 0 and qty / zero > 1 and 1 / zero > 2', 'false'],
  ["nothing = 'x' and 1 / zero > 1", 'raises'], ["(nothing = 'x') is null and 1 / qty < 1 and ok", 'true'], ['coalesce(1.5, 1 / zero)', '1.5'], ['if(zero = 0, 0, 1 / zero)', '0.0'],
  ["trim(name)", 'Ann\u3000O\u2019Hara'], ["trim_all(name)", 'Ann O\u2019Hara'], ["upper(trim_all(name))", 'ANN O\u2019HARA'], ["title('ann o''hara-lee ÉCLAIR')", "Ann O'hara-Lee Éclair"],
  ["sentence('hELLO World')", 'Hello world'], ["length(姓名)", '3'], ["left(姓名, 1) || '先生'", '王先生'], ["right('abc', 2)", 'bc'], ["left('abc', -1)", ''], ["substring('abcdef', 2, 3)", 'bcd'],
  ["replace('a.b.c', '.', '-')", 'a-b-c'], ["replace_regex('a1b22', '[0-9]+', '#')", 'a#b#'], ["matches_regex('abc', '^a.c$')", 'true'], ["extract_regex('id=42;', 'id=([0-9]+)', 1)", '42'],
  ["extract_regex('none', '[0-9]+')", 'missing'], ["contains('abc', 'b')", 'true'], ["starts_with('abc', 'ab')", 'true'], ["ends_with('abc', 'x')", 'false'], ["concat('a', nothing, qty)", 'a7'],
  ["'a' || nothing", 'missing'], ["split_part('a-b-c', '-', 2)", 'b'], ["pad_left('7', 3, '0')", '007'], ["pad_left('12345', 3, '0')", '12345'], ["pad_right('7', 3)", '7  '],
  ["to_half_width('ＡＢＣ　１２３！')", 'ABC 123!'], ["digits_only('tel. １２-34')", '1234'], ["phone_e164('＋86 138-0013-8000', '86')", '+8613800138000'], ["phone_e164('13800138000', '86')", '+8613800138000'],
  ["phone_e164('0044 20 7946 0958', '86')", '+442079460958'], ["phone_e164('8613800138000', '86')", '+8613800138000'], ["phone_e164('x12', '86')", 'missing'],
  ["qty + 1", '8'], ["price * qty", '87.50'], ["price + 0.005", '12.505'], ["-price", '-12.50'], ["- -qty", '7'], ["qty % 4", '3'], ["price / 2", '6.25'], ["1 / zero", 'raises'], ["1 / nullif(zero, 0)", 'missing'],
  ["qty % zero", 'raises'], ["huge + 1", 'raises'], ["huge * 2.0", '18446744073709551614.0'], ["power(2, 10)", '1024.0'], ["power(10, 400)", 'raises'], ["sqrt(-1)", 'raises'], ["round(12.345, 2)", '12.35'],
  ["round(2.5)", '3'], ["round(1250, -2)", '1300'], ["floor(-12.5)", '-13'], ["ceil(price)", '13'], ["abs(-3)", '3'], ["min_of(qty, 3, price)", '3.00'], ["max_of(nothing, 'b', 'a')", 'b'],
  ["parse_number('1.234,50', ',', '.')", '1234.5000000000'], ["parse_number('1,234')", 'raises'], ["parse_number('1,23', '.', ',')", 'raises'],
  ["parse_number('￥１,２３４.5', '.', ',', 'currency')", '1234.5000000000'], ["parse_number('12.5%', '.', ',', 'percent')", '0.1250000000'], ["parse_number('3.5万', '.', ',', 'wan')", '35000.0000000000'],
  ["parse_number('1.2亿元', '.', ',', 'wan,currency')", '120000000.0000000000'], ["parse_number('(1,234.50)', '.', ',', 'parentheses', 'decimal(12,2)')", '-1234.50'],
  ["parse_number('-$5', '.', ',', 'currency', 'integer')", '-5'], ["parse_number('5 USD', '.', ',', 'currency')", '5.0000000000'], ["parse_number('1 234,5', ',', ' ')", '1234.5000000000'],
  ["parse_number('12.345', '.', ',', '', 'decimal(12,2)')", 'raises'], ["parse_number('0x1f')", 'raises'], ["parse_number('1,00,000', '.', ',')", '100000.0000000000'],
  ["parse_date('2024-02-29', 'yyyy-MM-dd')", '2024-02-29'], ["parse_date('2024-2-9', 'yyyy-MM-dd')", 'raises'], ["parse_date('2024/2/9', 'yyyy-MM-dd', 'yyyy/M/d')", '2024-02-09'],
  ["parse_date('2024年2月9日', 'yyyy年M月d日')", '2024-02-09'], ["parse_date('09/02/2024', 'dd/MM/yyyy')", '2024-02-09'], ["parse_date('Feb 9, 2024', 'MMM d, yyyy')", '2024-02-09'],
  ["parse_date('9 FEBRUARY 2024', 'd MMMM yyyy')", '2024-02-09'], ["parse_date('30/02/2024', 'dd/MM/yyyy')", 'raises'], ["parse_date('45351', 'excel')", '2024-02-29'], ["parse_date('60', 'excel')", 'raises'],
  ["parse_date('1', 'excel')", '1900-01-01'], ["parse_date('9/2/45', 'd/M/yy', 30)", '1945-02-09'], ["parse_date('9/2/29', 'd/M/yy', 30)", '2029-02-09'], ["parse_date('9/2/75', 'd/M/yy', 80)", '2075-02-09'],
  ["parse_datetime('2024-02-09 3:04 pm', 'yyyy-MM-dd h:mm a')", '2024-02-09 15:04:00'], ["parse_datetime('2024-02-09T03:04:05.678', 'yyyy-MM-dd''T''HH:mm:ss.SSS')", '2024-02-09 03:04:05.678'],
  ["parse_time('7:05', 'H:mm')", '07:05:00'], ["parse_instant('2024-02-09 03:04 +02:00', 'yyyy-MM-dd HH:mm XXX')", '2024-02-09 09:04:00+08'], ["parse_instant('2024-02-09 03:04', 'yyyy-MM-dd HH:mm')", '2024-02-09 03:04:00+08'],
  ["format_date(day, 'd.M.yyyy')", '29.2.2024'], ["format_date(at, 'yyyy年MM月dd日 HH:mm')", '2024年02月29日 23:30'], ["date_part('weekday', day)", '4'], ["year(day) + month(day)", '2026'],
  ["add_days(day, 1)", '2024-03-01'], ["add_months(day, 12)", '2025-02-28'], ["add_years(at, -1)", '2023-02-28 23:30:00'], ["date_diff('day', day, '2024-03-02')", '2'], ["date_diff('year', '2000-03-01', day)", '23'],
  ["start_of('month', day)", '2024-02-01'], ["date_of(moment)", '2024-03-01'], ["local_datetime(moment)", '2024-03-01 04:00:00'], ["day = '2024-02-29'", 'true'], ["day < at", 'true'], ["now()", '2026-01-02 07:30:00+08'],
  ["today()", '2026-01-02'], ["day between '2024-01-01' and date '2024-12-31'", 'true'], ["time '10:00' < time_of(at)", 'true'],
  ["qty = 7.0", 'true'], ["qty in (1, 7)", 'true'], ["qty not in (1, 2)", 'true'], ["nothing = 'x'", 'missing'], ["nothing is null", 'true'], ["nothing is missing", 'true'], ["nothing is not null or ok", 'true'],
  ["not ok", 'false'], ["qty > 1 and price < 100", 'true'], ["nothing is null and not false", 'true'], ["姓名 like '王%'", 'true'], ["姓名 not like '李%'", 'true'], ["coalesce(nothing, 'dflt')", 'dflt'],
  ["coalesce(\"no number\", 1)", '1.00'], ["if(qty > 5, 'many', 'few')", 'many'], ["nullif('a', 'a')", 'missing'], ["is_blank(' \u3000')", 'true'], ["is_blank(nothing)", 'true'],
  ["case when qty > 5 then 1 when ok then 2.5 end", '1.0'], ["case qty when 7 then 'seven' else 'other' end", 'seven'], ["case when false then 'x' end", 'missing'], ["null", 'missing'], ["ratio = 0.25", 'true'],
  ["cast('12' as integer) + 1", '13'], ["cast('x' as integer)", 'raises'], ["try_cast('x' as integer)", 'missing'], ["cast(nothing as integer)", 'missing'], ["cast(price as integer)", 'raises'], ["to_text(price)", '12.50'],
  ["cast(price as decimal(20,4))", '12.5000'], ["to_decimal('1.5', 6, 2)", '1.50'], ["to_date('2024-02-30')", 'raises'],
  ["json_value(doc, 'a.b')", 'x'], ["json_value(doc, 'a.n')", 'raises'], ["json_value(doc, 'a.i')", '123456789012345678901'], ["json_value(doc, 'l[0].k')", '1.1'], ["json_value(doc, 'no.such')", 'missing'],
  ["list_length(tags)", '4'], ["list_contains(tags, 'b')", 'true'], ["list_item(tags, 0)", 'a'], ["list_item(tags, 9)", 'missing'], ["list_join(tags, '-')", 'a-b-d'],
  ["param('since') <= day", 'true'], ["param('word') || '!'", "it's!"],
  ["nosuch + 1", 'unknown-column'], ["quantty + 1", 'unknown-column'], ["\"Ann\"", 'unknown-column-quoted'], ["read_csv('x')", 'unknown-function'], ["trimm(name)", 'unknown-function-near'],
  ["enable_logging('x')", 'unknown-function'], ["(select 1)", 'query-not-allowed'], ["1; drop table x", 'statement-not-allowed'], ["1 -- x", 'comment-not-allowed'], ["count(*)", 'star-not-allowed'],
  ["1 +", 'expression-incomplete'], ["qty == 7", 'unknown-operator'], ["name > 5", 'types-differ'], ["name + 1", 'wrong-argument-type'], ["trim(name, 1)", 'wrong-argument-count'], ["matches_regex('a', '(?=x)')", 'bad-pattern'],
  ["parse_date('x', 'jj')", 'bad-date-format'], ["'a", 'quote-not-closed'], ["1 < 2 < 3", 'chained-comparison'], ["param('no')", 'unknown-parameter'], ["cast(1 as blub)", 'unknown-cast-type'], ["date '2024-13-01'", 'bad-literal'],
  ["1e5x", 'bad-number'], ["add(1, 2)", 'unknown-function'], ["case when 1 then 2 end", 'not-a-condition'], ["cast(day as integer)", 'cannot-cast'], ["", 'empty-expression'],
] // prettier-ignore

test.each(CASES)('%s is %s', async (expression, expected) => {
  const parameters = [
    { name: 'since', type: DATE, value: '2024-01-01' },
    { name: 'word', type: TEXT, value: "it's" },
  ]
  const zone = 'Asia/Shanghai'
  expect(await evaluator.expression(expression, CELLS, { parameters, zone, now: '2026-01-01T23:30:00Z' })).toBe(expected)
})
