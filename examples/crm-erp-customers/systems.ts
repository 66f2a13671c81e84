import { companyName, type Customer, makeCustomer, phoneText } from './people.ts'
import { type Chance, chance } from './random.ts'

/** Rows of each system, its duplicates included. */
export const ROWS = 20_000
const DUPLICATES = 600
/** Customers that CRM and ERP have in common. */
const SHARED = 14_000

const two = (value: number): string => String(value).padStart(2, '0')

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

const someDay = (by: Chance, from: number): Day => ({ year: from + by.below(6), month: 1 + by.below(12), day: 1 + by.below(28) })

/** The ways in which a day is written down; a few are no day at all. */
function dayText({ year, month, day }: Day, by: Chance): string {
  const form = by.below(1000)
  if (form < 4) return `${year}-02-30`
  if (form < 8) return '待定'
  if (form < 30) return ''
  if (form < 520) return `${year}-${two(month)}-${two(day)}`
  if (form < 740) return `${year}/${month}/${day}`
  return form < 900 ? `${year}年${month}月${day}日` : `${year}${two(month)}${two(day)}`
}

function mailText({ mailbox }: Customer, by: Chance): string {
  const form = by.below(100)
  if (form < 12) return ''
  if (form < 14) return mailbox.replace('@', '#')
  if (form < 24) return mailbox.toUpperCase()
  return form < 30 ? ` ${mailbox} ` : mailbox
}

/** The customers of a system in its own order: those it shares, its own, and some of them a second time. */
function customersOf(by: Chance, own: number): readonly Customer[] {
  const known = Array.from({ length: ROWS - DUPLICATES }, (_, index) => (index < SHARED ? index : own + index))
  const again = Array.from({ length: DUPLICATES }, () => by.below(known.length)).map((place) => known[place] ?? 0)
  const all = [...known, ...again]
  for (let place = all.length - 1; place > 0; place--) {
    const other = by.below(place + 1)
    const held = all[place] ?? 0
    all[place] = all[other] ?? 0
    all[other] = held
  }
  // The facts of a customer depend on its number alone, so that both systems know the same one.
  return all.map((index) => makeCustomer(index, chance(1_000_003 + index)))
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const NOTES = ['', '', '', '', '', '重点客户', '老客户介绍', '展会获得, 待跟进', '要求"开专票"'] as const

/** The CRM's export: CSV with a line of totals at the end, as its report writes it. */
export function crmCsv(): string {
  const by = chance(20_260_701)
  const lines = customersOf(by, 0).map((customer, row) => {
    const contact = by.percent(4) ? '' : customer.contact
    const cells = [`C${String(row + 1).padStart(6, '0')}`, companyName(customer, by), contact, phoneText(customer, by), mailText(customer, by), by.percent(8) ? '' : customer.city, dayText(someDay(by, 2019), by), by.pick(NOTES)] // prettier-ignore
    return cells.map(cell).join(',')
  })
  return ['客户编号,公司名称,联系人,手机,邮箱,城市,登记日期,备注', ...lines, `合计：${ROWS} 条记录`, ''].join('\n')
}

/** A customer as the ERP keeps it. */
export interface ErpRecord {
  readonly code: string
  readonly company: { readonly name: string; readonly taxId?: string }
  readonly contact: { readonly name: string; readonly phone?: string | null; readonly email?: string | null }
  readonly city: string
  readonly credit: number
  readonly updated?: string
}

export function erpRecords(): readonly ErpRecord[] {
  const by = chance(20_260_702)
  return customersOf(by, 100_000).map((customer, row): ErpRecord => ({
    code: `E${String(row + 1).padStart(6, '0')}`,
    company: { name: companyName(customer, by), taxId: by.percent(30) ? customer.taxId : undefined },
    contact: {
      name: customer.contact,
      phone: phoneText(customer, by) || (by.percent(50) ? null : undefined),
      email: by.percent(40) ? mailText(customer, by) || null : undefined,
    },
    city: customer.city,
    credit: by.below(400) * 500,
    updated: dayText(someDay(by, 2021), by) || undefined,
  }))
}

/** The ERP's export: one JSON document, the customers some levels down. */
export function erpJson(): string {
  const records = erpRecords().map((record) => JSON.stringify(record))
  return `{"system":"ERP","exported":"2026-06-30","data":{"customers":[\n${records.join(',\n')}\n]}}\n`
}
