import type { LineageDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import classes from './lineage.module.css'
import { OriginTree } from './origin-tree.tsx'

interface Props {
  readonly runId: string
  readonly nodeLabel: (node: string) => string
}

/** Where the data of a run came from, back to the first sources, and where its outputs went. */
export function LineagePanel({ runId, nodeLabel }: Props) {
  const { t } = useTranslation('lineage')
  const query = useRoute('readLineage', { params: { id: runId } })
  if (query.isPending) return <RowsSkeleton rows={3} />
  if (query.isError) return <ErrorNotice error={query.error} retry={query.refetch} />
  const { inputs, outputs } = query.data
  return (
    <div className={classes['panel']}>
      <section aria-label={t('from')}>
        <h2>{t('from')}</h2>
        {inputs.length === 0 ? <p>{t('fromNothing')}</p> : <OriginTree inputs={inputs} />}
      </section>
      <section aria-label={t('to')}>
        <h2>{t('to')}</h2>
        {outputs.length === 0 ? <p>{t('toNothing')}</p> : <Outputs outputs={outputs} nodeLabel={nodeLabel} />}
      </section>
    </div>
  )
}

function Outputs({ outputs, nodeLabel }: { readonly outputs: LineageDto['outputs']; readonly nodeLabel: Props['nodeLabel'] }) {
  const { t } = useTranslation('lineage')
  const format = useFormat()
  return (
    <ul className={classes['tree']}>
      {outputs.map((output) => (
        <li key={output.id}>
          <span className={classes['name']}>{output.kind === 'table' ? nodeLabel(output.node) : output.path}</span>
          {output.hash !== null && (
            <code className={classes['hash']} title={output.hash}>
              {output.hash.slice(0, 12)}
            </code>
          )}
          {output.readBy.length === 0 ? (
            <div className={classes['sub']}>{t('readByNobody')}</div>
          ) : (
            <ul className={classes['tree']}>
              {output.readBy.map((run) => (
                <li key={run.runId}>
                  <Link to={`/runs/${run.runId}`}>{t('readBy', { flow: run.flowName, when: format.instant(run.at) })}</Link>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  )
}
