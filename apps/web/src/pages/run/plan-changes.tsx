import type { WritePlanDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Chip, type Tone } from '../../ui/chip.tsx'
import list from '../../ui/list.module.css'
import classes from './write-plan.module.css'

type Change = WritePlanDto['changes'][number]

const tones = { insert: 'ok', update: 'warn', delete: 'bad' } as const satisfies Record<Change['kind'], Tone>

const keyText = (key: Change['key']): string =>
  Object.entries(key)
    .map(([name, value]) => `${name} ${value ?? '∅'}`)
    .join(', ')

/** The first changes of a write plan, field by field. */
export function PlanChanges({ changes }: { readonly changes: WritePlanDto['changes'] }) {
  const { t } = useTranslation('write-plan')
  if (changes.length === 0) return <p className={classes['none']}>{t('noChanges')}</p>
  return (
    <div className={list['frame']}>
      <table className={list['list']}>
        <thead>
          <tr>
            <th>{t('change')}</th>
            <th>{t('row')}</th>
            <th>{t('fields')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change, index) => (
            <tr key={index}>
              <td>
                <Chip tone={tones[change.kind]}>{t(`kinds.${change.kind}`)}</Chip>
              </td>
              <td>{keyText(change.key)}</td>
              <td>
                {change.fields.map(({ column, before, after }) => (
                  <div key={column}>
                    <span className={classes['column']}>{column}</span> {change.kind !== 'insert' && <del>{before ?? t('missing')}</del>}{' '}
                    {change.kind !== 'delete' && <ins>{after ?? t('missing')}</ins>}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
