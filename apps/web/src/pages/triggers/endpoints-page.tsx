import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core'
import { IconApi, IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { hrefOf } from '../../api/client.ts'
import { useRoute } from '../../api/queries.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { readEndpoints, type EndpointDoc, type Field } from './endpoint-document.ts'
import list from '../../ui/list.module.css'
import classes from './triggers.module.css'

function FieldTable({
  title,
  fields,
  places = false,
}: {
  readonly title: string
  readonly fields: readonly Field[]
  readonly places?: boolean
}) {
  const { t } = useTranslation('triggers')
  return (
    <section>
      <h3>{title}</h3>
      <table className={classes['fields']}>
        <thead>
          <tr>
            <th>{t('api.field')}</th>
            <th>{t('api.type')}</th>
            {places && <th>{t('api.place')}</th>}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <td>
                <code>{field.name}</code>
                {field.description !== '' && <div className={list['sub']}>{field.description}</div>}
              </td>
              <td>{field.type}</td>
              {places && (
                <td>
                  {t(`api.places.${field.place}`)}
                  {field.required ? '' : ` · ${t('api.optional')}`}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Endpoint({ endpoint }: { readonly endpoint: EndpointDoc }) {
  const { t } = useTranslation('triggers')
  return (
    <article className={classes['endpoint']} aria-label={`${endpoint.method} ${endpoint.path}`}>
      <header>
        <Chip tone="run">{endpoint.method}</Chip>
        <code>{endpoint.path}</code>
        <CopyButton value={`${window.location.origin}${endpoint.path}`}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? t('copied') : t('copy')}>
              <ActionIcon aria-label={t('copyOf', { what: endpoint.path })} onClick={copy}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
        <span className={list['space']} />
        {endpoint.header === undefined ? (
          <Chip tone="warn">{t('open')}</Chip>
        ) : (
          <Chip>{t('api.signedIn', { header: endpoint.header })}</Chip>
        )}
      </header>
      <h2>{endpoint.name}</h2>
      <p className={list['sub']}>{endpoint.flow}</p>
      {endpoint.parameters.length > 0 && <FieldTable title={t('api.parameters')} fields={endpoint.parameters} places />}
      {endpoint.answer.length > 0 ? (
        <FieldTable title={t(endpoint.list ? 'api.answerList' : 'api.answerOne', { status: endpoint.status })} fields={endpoint.answer} />
      ) : (
        <p>{t('api.noAnswer', { status: endpoint.status })}</p>
      )}
      <section>
        <h3>{t('api.failures')}</h3>
        <ul className={classes['failures']}>
          {endpoint.failures.map((code) => (
            <li key={code}>
              <code>{code}</code> {t(`api.statuses.${code}`)}
            </li>
          ))}
        </ul>
      </section>
    </article>
  )
}

/** The published endpoints of the workspace, for whoever calls them. */
export function EndpointsPage() {
  const { t } = useTranslation('triggers')
  const query = useRoute('endpointsOpenApi', {})
  const endpoints = query.data === undefined ? [] : readEndpoints(query.data)
  return (
    <>
      <TopBar
        title={t('api.title')}
        back={{ to: '/triggers', label: t('title') }}
        badge={query.data !== undefined && <Chip>{endpoints.length}</Chip>}
      >
        <Button
          component="a"
          href={hrefOf('endpointsOpenApi', {})}
          download="openapi.json"
          variant="default"
          leftSection={<IconDownload size={14} />}
        >
          {t('api.download')}
        </Button>
      </TopBar>
      <PageBody>
        {query.isPending && <RowsSkeleton rows={6} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && endpoints.length === 0 && (
          <EmptyState icon={IconApi} title={t('api.none')} text={t('api.noneText')}>
            <Button component={Link} to="/triggers?kind=endpoint">
              {t('api.toTriggers')}
            </Button>
          </EmptyState>
        )}
        {endpoints.map((endpoint) => (
          <Endpoint key={`${endpoint.method} ${endpoint.path}`} endpoint={endpoint} />
        ))}
      </PageBody>
    </>
  )
}
