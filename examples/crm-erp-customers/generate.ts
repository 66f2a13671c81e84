import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeGb18030 } from './gb18030.ts'
import { crmCsv, erpJson } from './systems.ts'

writeFileSync(join(import.meta.dirname, 'crm-customers.csv'), encodeGb18030(crmCsv()))
writeFileSync(join(import.meta.dirname, 'erp-customers.json'), erpJson())
