import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errors, runExample } from '../run-example.ts'
import { encodeGb18030 } from './gb18030.ts'
import { crmCsv, erpJson, erpRecords, ROWS } from './systems.ts'

const folder = import.meta.dirname

test('the committed data is what the generator makes', async () => {
  expect((await readFile(join(folder, 'crm-customers.csv'))).equals(encodeGb18030(crmCsv()))).toBe(true)
  expect(await readFile(join(folder, 'erp-customers.json'), 'utf8')).toBe(erpJson())
})

/** Cleaning written a second time in plain code, to check the flow's result against. */
function phoneOf(text: string | null | undefined): string | undefined {
  const plain = (text ?? '').normalize('NFKC').replace(/[^\d+]/g, '')
  return /^(?:\+86|0086|)(1[3-9]\d{9})$/.exec(plain)?.[1]
}

const isMail = (text: string | null | undefined): boolean =>
  (text ?? '').trim() === '' || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test((text ?? '').trim())
const isDay = (text: string | undefined): boolean => text !== '待定' && !(text ?? '').endsWith('-02-30')

function expectedKeys(): { readonly crm: ReadonlySet<string>; readonly erp: ReadonlySet<string> } {
  const crm = crmCsv().split('\n').slice(1, ROWS + 1).map((line) => line.split(',')) // prettier-ignore
  const keep = (phone: string | undefined, mail: string | null | undefined, day: string | undefined): string[] =>
    phone !== undefined && isMail(mail) && isDay(day) ? [`+86${phone}`] : []
  return {
    crm: new Set(crm.flatMap(([, , , phone, mail, , day]) => keep(phoneOf(phone), mail, day))),
    erp: new Set(erpRecords().flatMap(({ contact, updated }) => keep(phoneOf(contact.phone), contact.email, updated))),
  }
}

test('every customer that can be matched leaves once, every other row is rejected with its reason', async () => {
  await using run = await runExample('crm-erp-customers')
  const { finished } = run
  expect([finished.status, errors(finished)]).toEqual(['succeeded-with-rejects', []])
  const lines = (await run.read('customers.csv')).trimEnd().split('\n')
  const phones = lines.slice(1).map((line) => line.slice(0, 14))
  const { crm, erp } = expectedKeys()
  expect(new Set(phones)).toEqual(new Set([...crm, ...erp]))
  expect(phones).toHaveLength(new Set(phones).size)
  const both = lines.filter((line) => line.endsWith('"[""CRM"",""ERP""]"')).length
  expect(both).toBe([...crm].filter((phone) => erp.has(phone)).length)

  const { nodes } = finished
  expect(nodes['crm']).toMatchObject({ in: { records: ROWS + 1 }, passed: ROWS, rejected: 1 })
  expect(nodes['crm-once']?.out['rows']).toBe(crm.size)
  expect(nodes['erp-once']?.out['rows']).toBe(erp.size)
  for (const [name, counts] of Object.entries(nodes)) {
    const arrived = Object.values(counts.in).reduce((sum, rows) => sum + rows, 0)
    expect([name, arrived]).toEqual([name, counts.passed + counts.merged + counts.filtered + counts.rejected])
  }
  const footer = run.events.flatMap((event) => (event.type === 'rejected' ? event.rows : [])).find((row) => row.node === 'crm')
  expect(footer).toMatchObject({ code: 'csv-missing-columns', line: ROWS + 2 })

  // Read by hand: row C000003 of the CRM and E014646 of the ERP are one customer.
  expect(lines).toContain(
    '+8613571971159,武汉华凯诺建材有限公司,李芳,li.5634@a.example,武汉,2023-07-27,C000003,"展会获得, 待跟进",E014646,,124000.00,"[""CRM"",""ERP""]"',
  )

  await using again = await runExample('crm-erp-customers')
  for (const file of ['customers.csv', 'customers.parquet', 'conflicts.csv', 'crm-rejected.csv'])
    expect([file, (await again.bytes(file)).equals(await run.bytes(file))]).toEqual([file, true])
}, 120_000)
