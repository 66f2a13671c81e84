import {
  IconArrowMergeBoth, IconArrowsExchange, IconArrowsJoin, IconArrowsSort, IconBox, IconCalendar, IconColumnInsertRight, IconColumns3, IconCopyOff, IconDatabase, IconDatabaseExport, IconDatabaseImport, IconFileTypeCsv, IconFileTypeXml, IconFilter, IconInbox, IconJson, IconLetterCase, IconListNumbers, IconMessageReply, IconNumber123, IconReplace, IconShieldCheck, IconSpace, IconStack2, IconSum, IconTable, IconTablePlus, IconTransform, IconWebhook, IconWorldDownload, type Icon,
} from '@tabler/icons-react' // prettier-ignore

/** The icons that node definitions name; a test holds that none is missing. */
export const icons: Readonly<Record<string, Icon>> = {
  'arrow-merge-both': IconArrowMergeBoth, 'arrows-exchange': IconArrowsExchange, 'arrows-join': IconArrowsJoin, 'arrows-sort': IconArrowsSort, 'calendar': IconCalendar, 'column-insert-right': IconColumnInsertRight, 'columns-3': IconColumns3, 'copy-off': IconCopyOff, 'database': IconDatabase, 'database-export': IconDatabaseExport, 'database-import': IconDatabaseImport, 'file-type-csv': IconFileTypeCsv, 'file-type-xml': IconFileTypeXml, 'filter': IconFilter, 'inbox': IconInbox, 'json': IconJson, 'letter-case': IconLetterCase, 'list-numbers': IconListNumbers, 'message-reply': IconMessageReply, 'number-123': IconNumber123, 'replace': IconReplace, 'shield-check': IconShieldCheck, 'space': IconSpace, 'stack-2': IconStack2, 'sum': IconSum, 'table': IconTable, 'table-plus': IconTablePlus, 'transform': IconTransform, 'webhook': IconWebhook, 'world-download': IconWorldDownload,
} // prettier-ignore

/** The icon that a node definition names. */
export function NodeIcon({ name, size = 16 }: { readonly name: string | undefined; readonly size?: number }) {
  const Glyph = icons[name ?? ''] ?? IconBox
  return <Glyph size={size} stroke={1.6} aria-hidden />
}
