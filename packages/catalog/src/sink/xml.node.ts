import { boolean, columns, file, text } from '../kit/fields.ts'
import { defineNode, ROWS_IN } from '../kit/node.ts'
import { applyOrder } from './apply-order.ts'
import { checkPartition, partitionBy } from './partition.ts'
import { writeTo } from './write-to.ts'

/** A name without prefix as XML 1.0 (production 4 and 4a) and its namespaces allow. */
const XML_NAME =
  /^[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}][-.0-9A-Za-z_\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c-\u200d\u203f-\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}]*$/u

/** Writes an XML file: one element per row, one element or attribute per column. */
export const sinkXml = defineNode({
  type: 'sink.xml',
  version: 1,
  group: 'sink',
  icon: 'file-type-xml',
  fields: {
    path: file({ write: true, accept: ['.xml'] }),
    root: text({ default: 'rows', maxLength: 200, required: true, code: true }),
    record: text({ default: 'row', maxLength: 200, required: true, code: true }),
    attributes: columns(),
    itemName: text({ maxLength: 200, code: true, advanced: true }),
    omitMissing: boolean(true, { advanced: true }),
    partitionBy: partitionBy(),
    anyOrder: boolean(false, { advanced: true }),
    order: applyOrder(),
  },
  inputs: ROWS_IN,
  outputs: [],
  summary: ({ path, record }) => (path === '' ? { key: 'empty' } : { key: 'file', params: { path, record } }),
  lower: (context) => {
    const { config, problem } = context
    for (const field of ['root', 'record', 'itemName'] as const)
      if (config[field] !== '' && !XML_NAME.test(config[field])) problem('error', 'not-an-xml-name', [field], { name: config[field] })
    return writeTo(context, 'xml', (input) => {
      checkPartition(context, input)
      for (const { name } of input.columns) if (!XML_NAME.test(name)) problem('error', 'not-an-xml-name', [], { name })
      config.attributes.forEach((name, index) => {
        const column = context.column(input, name, ['attributes', index])
        if (column?.type.kind === 'list' || column?.type.kind === 'record')
          problem('error', 'attribute-nested', ['attributes', index], { column: name })
      })
    })
  },
})
