import { choice, column } from '../kit/fields.ts'
import { defineNode, ROWS } from '../kit/node.ts'
import { textLiteral } from '../kit/terms.ts'
import { alignByName, alignByPosition, appendInputs, type Aligned } from './align-inputs.ts'

/** Only the places that every input has. */
function commonOnly({ columns, inputs }: Aligned): Aligned {
  const kept = columns.map((_, place) => inputs.every((input) => input.columns[place] !== undefined))
  return {
    columns: columns.filter((_, place) => kept[place]),
    inputs: inputs.map((input) => ({ ...input, columns: input.columns.filter((_, place) => kept[place]) })),
  }
}

/** Puts the rows of several inputs one after another. */
export const combineUnion = defineNode({
  type: 'combine.union',
  version: 1,
  group: 'combine',
  icon: 'stack-2',
  fields: {
    match: choice(['name', 'position'], 'name'),
    missing: choice(['fill', 'refuse', 'common'], 'fill'),
    sourceColumn: column({ required: false, free: true, port: 'in', advanced: true }),
  },
  inputs: [{ name: 'in', many: true }],
  outputs: [ROWS],
  summary: ({ match, missing }) => ({ key: missing === 'common' ? 'common' : match }),
  lower: (context) => {
    const { config, problem } = context
    const inputs = context.inputs('in')
    if (inputs.length === 0) return {}
    if (inputs.length === 1) problem('warning', 'single-input', ['inputs', 'in'])
    const aligned = config.match === 'name' ? alignByName(context, inputs) : alignByPosition(context, inputs)
    if (config.missing === 'refuse') {
      for (const input of aligned.inputs) {
        const lacking = aligned.columns.filter((_, place) => input.columns[place] === undefined).map((c) => c.name)
        if (lacking.length > 0) problem('error', 'columns-lacking', ['missing'], { input: input.label, columns: lacking.join(', ') })
      }
    }
    const used = config.missing === 'common' ? commonOnly(aligned) : aligned
    if (used.columns.length === 0) problem('error', 'no-common-columns', ['missing'])
    if (config.sourceColumn !== '' && used.columns.some((c) => c.name === config.sourceColumn))
      problem('error', 'duplicate-column', ['sourceColumn'], { name: config.sourceColumn })
    if (used.columns.length === 0) return {}
    const label = config.sourceColumn === '' ? [] : [config.sourceColumn]
    return { rows: appendInputs(context, used, (input) => label.map((name) => ({ name, value: textLiteral(input.label) }))) }
  },
})
