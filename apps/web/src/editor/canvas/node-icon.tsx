import {
  IconAbc, IconAlertTriangle, IconApi, IconArrowMerge, IconArrowsJoin, IconArrowsSort, IconBox, IconBraces, IconBrackets, IconCalendar,
  IconCalendarEvent, IconChecklist, IconCode, IconColumns, IconColumns3, IconCopyOff, IconDatabase, IconDatabaseExport, IconDroplet, IconFile, IconFileText,
  IconFileTypeCsv, IconFileTypeXml, IconFilter, IconForms, IconGitMerge, IconHash, IconInbox, IconJson, IconLetterCase, IconListNumbers,
  IconMathFunction, IconNumber123, IconNumbers, IconPlus, IconReplace, IconRowInsertBottom, IconScissors, IconShieldCheck, IconSortAscending,
  IconStack2, IconSum, IconSwitchHorizontal, IconTable, IconTableExport, IconTablePlus, IconTextSize, IconTransform, IconWorld, IconWorldDownload, type Icon,
} from '@tabler/icons-react' // prettier-ignore

const icons: Readonly<Record<string, Icon>> = {
  abc: IconAbc, 'alert-triangle': IconAlertTriangle, api: IconApi, 'arrow-merge': IconArrowMerge, 'arrows-join': IconArrowsJoin,
  'arrows-sort': IconArrowsSort, braces: IconBraces, brackets: IconBrackets, calendar: IconCalendar, 'calendar-event': IconCalendarEvent,
  checklist: IconChecklist, code: IconCode, columns: IconColumns, 'columns-3': IconColumns3, 'copy-off': IconCopyOff, database: IconDatabase, 'database-export': IconDatabaseExport,
  droplet: IconDroplet, file: IconFile, 'file-text': IconFileText, 'file-type-csv': IconFileTypeCsv, 'file-type-xml': IconFileTypeXml,
  filter: IconFilter, forms: IconForms, 'git-merge': IconGitMerge, hash: IconHash, inbox: IconInbox, json: IconJson,
  'letter-case': IconLetterCase, 'list-numbers': IconListNumbers, 'math-function': IconMathFunction, 'number-123': IconNumber123,
  numbers: IconNumbers, plus: IconPlus, replace: IconReplace, 'row-insert-bottom': IconRowInsertBottom, scissors: IconScissors,
  'shield-check': IconShieldCheck, 'sort-ascending': IconSortAscending, 'stack-2': IconStack2, sum: IconSum,
  'switch-horizontal': IconSwitchHorizontal, table: IconTable, 'table-export': IconTableExport, 'table-plus': IconTablePlus,
  'text-size': IconTextSize, transform: IconTransform, world: IconWorld, 'world-download': IconWorldDownload,
} // prettier-ignore

/** The icon that a node definition names. */
export function NodeIcon({ name, size = 16 }: { readonly name: string | undefined; readonly size?: number }) {
  const Glyph = icons[name ?? ''] ?? IconBox
  return <Glyph size={size} stroke={1.6} aria-hidden />
}
