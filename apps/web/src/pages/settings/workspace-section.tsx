import { Button, Select, Skeleton, TagsInput } from '@mantine/core'
import type { SettingsDto } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { Section } from './section.tsx'
import classes from './settings.module.css'

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]
const HOST = /^(?:\[[0-9a-f:]+\]|[^\s/:@]+):\d{1,5}$/i

/** What holds for all flows of the workspace: time zone, and the private addresses that flows may reach. */
export function WorkspaceSection() {
  const { t } = useTranslation('settings')
  const query = useRoute('readSettings', {})
  return (
    <Section id="workspace" title={t('workspace.title')} text={t('workspace.text')}>
      {query.isPending && <Skeleton height={120} />}
      {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
      {query.isSuccess && <WorkspaceForm key={JSON.stringify(query.data)} settings={query.data} />}
    </Section>
  )
}

function WorkspaceForm({ settings }: { readonly settings: SettingsDto }) {
  const { t } = useTranslation('settings')
  const save = useChange('writeSettings', ['readSettings', 'readSession'])
  const [zone, setZone] = useState(settings.zone)
  const [hosts, setHosts] = useState(settings.allowedHosts)
  const wrong = hosts.filter((host) => !HOST.test(host))
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        // Told by the promise: the form is replaced by one of the saved settings before callbacks would be called.
        save.mutateAsync({ body: { zone, allowedHosts: hosts } }).then(
          () => notifyDone(t, t('shell:saved')),
          (error: unknown) => notifyError(t, error),
        )
      }}
    >
      <Select
        label={t('workspace.zone')}
        description={t('workspace.zoneHelp')}
        searchable
        data={zones.includes(zone) ? zones : [zone, ...zones]}
        value={zone}
        onChange={(value) => value !== null && setZone(value)}
      />
      <TagsInput
        label={t('workspace.hosts')}
        description={t('workspace.hostsHelp')}
        placeholder={t('workspace.hostsExample')}
        value={hosts}
        onChange={setHosts}
        maxTags={100}
        error={wrong.length === 0 ? undefined : t('workspace.wrongHost', { host: wrong.join(', ') })}
      />
      <Button type="submit" variant="default" loading={save.isPending} disabled={wrong.length > 0}>
        {t('shell:save')}
      </Button>
    </form>
  )
}
