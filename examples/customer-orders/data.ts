/** A customer as system A keeps it. */
export interface Customer {
  readonly id: string
  readonly name: string
  readonly city: string
  readonly email: string | null
  readonly since: string
}

/** An order as system B keeps it: the customer by number only, under another name. */
export interface Order {
  readonly number: string
  readonly customer: { readonly id: string }
  readonly placed: string
  readonly total: { readonly amount: string; readonly currency: string }
  readonly lines: number
}

const CITIES = ['上海', '北京', '广州', '深圳', '杭州', 'Singapore', 'Berlin', 'London']
const NAMES = ['Lin Trading', '华信科技', 'Nordlicht GmbH', '远航物流', 'Baker & Sons', '星辰医疗', 'Kowalski Sp. z o.o.', '绿源农业']
const ORDERS = 135

const pick = <T>(list: readonly T[], index: number, fallback: T): T => list[index % list.length] ?? fallback
const two = (value: number): string => String(value).padStart(2, '0')

/** Forty customers; numbers keep their leading zeros. */
export const customers: readonly Customer[] = Array.from({ length: 40 }, (_, index) => ({
  id: String(index + 1).padStart(6, '0'),
  name: `${pick(NAMES, index * 3, '')} ${index + 1}`,
  city: pick(CITIES, index * 5, ''),
  email: index % 9 === 4 ? null : `office${index + 1}@example.com`,
  since: `20${two(10 + (index % 15))}-${two(1 + (index % 12))}-${two(1 + ((index * 7) % 28))}`,
}))

/** Orders of the first 35 customers, and a few of customers that system A does not know. */
export const orders: readonly Order[] = Array.from({ length: ORDERS }, (_, index) => {
  const unknown = index % 45 === 44
  return {
    number: `B-${String(7001 + index)}`,
    customer: { id: unknown ? `9000${two(index % 90)}` : String(((index * 11) % 35) + 1).padStart(6, '0') },
    placed: `2026-${two(1 + (index % 9))}-${two(1 + ((index * 13) % 28))}`,
    total: { amount: `${100 + ((index * 37) % 900)}.${two((index * 29) % 100)}`, currency: 'CNY' },
    lines: 1 + (index % 6),
  }
})
