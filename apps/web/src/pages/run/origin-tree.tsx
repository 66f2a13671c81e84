import { ActionIcon } from '@mantine/core'
import type { LineageDto } from '@sluice/contract'
import { IconChevronDown, IconChevronRight, IconDatabase, IconFile, IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './lineage.module.css'

type Input = LineageDto['inputs'][number]

const glyphs = { file: IconFile, table: IconDatabase, address: IconWorld } as const

/** What a run read; what another run made opens to what that one read, and so on to the first sources. */
export function OriginTree({ inputs }: { readonly inputs: readonly Input[] }) {
  return (
    <ul className={classes['tree']}>
      {inputs.map((input) => (
        <Origin key={`${input.node} ${input.name}`} input={input} />
      ))}
    </ul>
  )
}

function Origin({ input }: { readonly input: Input }) {
  const { t } = useTranslation('lineage')
  const format = useFormat()
  const [opened, setOpened] = useState(false)
  const Glyph = glyphs[input.kind]
  const { madeBy } = input
  return (
    <li>
      <div className={classes['line']}>
        {madeBy !== null && (
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-expanded={opened}
            aria-label={t('expand', { name: input.name })}
            onClick={() => setOpened(!opened)}
          >
            {opened ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          </ActionIcon>
        )}
        <Glyph size={14} stroke={1.8} aria-hidden />
        <span className={classes['name']}>{input.name}</span>
        {input.hash !== null && (
          <code className={classes['hash']} title={input.hash}>
            {input.hash.slice(0, 12)}
          </code>
        )}
        {input.bytes !== null && <span className={classes['sub']}>{format.bytes(input.bytes)}</span>}
      </div>
      {madeBy !== null && (
        <div className={classes['sub']}>
          <Link to={`/runs/${madeBy.runId}`}>
            {t('madeBy', { flow: madeBy.flowName, when: format.instant(madeBy.at), revision: madeBy.flowRevision })}
          </Link>
        </div>
      )}
      {madeBy === null && <div className={classes['sub']}>{t(`origin.${input.kind}`)}</div>}
      {madeBy !== null && opened && <Earlier runId={madeBy.runId} />}
    </li>
  )
}

function Earlier({ runId }: { readonly runId: string }) {
  const { t } = useTranslation('lineage')
  const query = useRoute('readLineage', { params: { id: runId } })
  if (query.isPending) return null
  if (query.isError) return <ErrorNotice error={query.error} retry={query.refetch} />
  return query.data.inputs.length === 0 ? <p className={classes['sub']}>{t('fromNothing')}</p> : <OriginTree inputs={query.data.inputs} />
}
