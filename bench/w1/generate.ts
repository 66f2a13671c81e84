import { pick, seededRandom } from '../measure/random.ts'

/** The columns of W1, all text in the file. */
export const W1_COLUMNS = [
  'order_id', 'customer_id', 'email', 'name', 'phone', 'country', 'city', 'product', 'sku', 'quantity', 'amount', 'order_date', 'status', 'note',
] as const // prettier-ignore

const FIRST = ['Anna', 'Béla', 'Chen', 'Dmitri', 'Elif', 'Fatima', 'Grace', 'Hiroshi', 'Ines', 'João', 'Katarzyna', 'Li'] as const
const LAST = ['Müller', 'Nagy', 'Wang', 'Ivanova', 'Yılmaz', 'Haddad', 'Okafor', 'Tanaka', 'García', 'Silva', 'Nowak', 'Zhang'] as const
const COUNTRIES = ['de', 'hu', 'cn', 'ru', 'tr', 'ae', 'ng', 'jp', 'es', 'br', 'pl', 'us'] as const
const CITIES = ['Berlin', 'Budapest', 'Shanghai', 'Moscow', 'Istanbul', 'Dubai', 'Lagos', 'Osaka', 'Madrid', 'São Paulo', 'Kraków', 'Austin'] as const // prettier-ignore
const PRODUCTS = ['Desk lamp, white', 'Office chair', 'Cable "USB-C" 2 m', 'Notebook A5', 'Whiteboard', 'Monitor 27 in', 'Keyboard', 'Standing desk'] as const // prettier-ignore
const STATUSES = ['new', 'paid', 'shipped', 'returned'] as const
const NOTES = ['', '', '', 'gift', 'call before delivery', 'leave at the door,\nsecond floor', 'fragile; handle "with care"', 'paid by bank transfer on delivery'] as const // prettier-ignore
const BAD_EMAILS = ['', 'n/a', 'anna(at)example.com', 'two@@example.com', 'no-domain@'] as const
const BAD_AMOUNTS = ['N/A', '12,50 EUR', '1.239', '0x1f', '1_000', 'free'] as const
const BAD_DATES = ['2026-02-30', '31/12/2025', 'yesterday', '2025-13-01', '0000-00-00'] as const

const DAY_MS = 86_400_000
const FIRST_DAY = Date.UTC(2023, 0, 1)
const DAYS = Array.from({ length: 1_000 }, (_, day) => new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10))

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** W1's input as CSV text: about 170 bytes a row, line breaks inside quotes, 1 % bad emails, amounts and dates each. */
export function* w1Csv(rows: number, seed = 20_260_101): Generator<string> {
  const random = seededRandom(seed)
  const customers = Math.max(1, Math.floor(rows / 5))
  const products = PRODUCTS.map(quoted)
  const notes = NOTES.map(quoted)
  yield `${W1_COLUMNS.join(',')}\n`
  for (let row = 0; row < rows; row++) {
    const customer = Math.floor(random() * customers)
    const person = customer % 12
    const family = Math.floor(customer / 12) % 12
    const dirt = random()
    const first = FIRST[person] ?? FIRST[0]
    const last = LAST[family] ?? LAST[0]
    const email =
      dirt < 0.01
        ? pick(random, BAD_EMAILS)
        : `${random() < 0.2 ? ' ' : ''}Customer.${customer}@Mail-${family}.example.com${random() < 0.2 ? '  ' : ''}`
    const amount = dirt >= 0.01 && dirt < 0.02 ? pick(random, BAD_AMOUNTS) : (Math.floor(random() * 500_000) / 100).toFixed(2)
    const date = dirt >= 0.02 && dirt < 0.03 ? pick(random, BAD_DATES) : (DAYS[Math.floor(random() * DAYS.length)] ?? '')
    const product = Math.floor(random() * products.length)
    const digits = String(1_000_000_000 + Math.floor(random() * 9_000_000_000)).slice(0, 10)
    yield `${String(row + 1).padStart(10, '0')},C${String(customer).padStart(8, '0')},${email},${first} ${last},+49 (0) ${digits},${COUNTRIES[person] ?? 'de'},${CITIES[person] ?? ''},${products[product] ?? ''},SKU-A-${1_000 + product * 37}-${Math.floor(random() * 10_000)},${1 + Math.floor(random() * 9)},${quoted(amount)},${date},${pick(random, STATUSES)},${notes[Math.floor(random() * notes.length)] ?? ''}\n`
  }
}
